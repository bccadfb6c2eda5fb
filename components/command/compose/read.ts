// A compose file with what it includes, extends and is overridden by.
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Console } from "../console";
import { CommandFailure, reasonOf } from "../failure";
import { composeVariables } from "./environment";
import { interpolated, Variables } from "./interpolate";
import { merged } from "./merge";
import {
  type Fields,
  fieldOf,
  fieldsOf,
  itemsOf,
  type Located,
  readTree,
  shownPlace,
  textOf,
} from "./tree";

/** A compose project. */
export interface ComposeProject {
  /** The file that was asked for, as messages name it. */
  readonly file: string;
  /** The folder that its relative paths start from. */
  readonly folder: string;
  /** Its name; on standard input, only the one that the file has. */
  readonly name?: string;
  readonly services: Fields;
  /** Its networks, volumes, configs and secrets. */
  readonly top: Located;
  readonly variables: Variables;
}

/** The names of compose files, in the order in which compose looks for them, and their overrides. */
const NAMES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/**
 * Reads a compose file.
 *
 * @param source a file, a folder, or `-` for standard input.
 * @param envFiles files with variables, in place of `.env`.
 */
export async function readCompose(
  source: string,
  envFiles: readonly string[],
  console: Console,
): Promise<ComposeProject> {
  const standard = source === "-";
  const files = standard ? ["-"] : filesOf(source);
  const [file = source] = files;
  const folder = standard ? process.cwd() : dirname(resolve(file));
  const variables = new Variables(composeVariables(folder, envFiles));
  const trees = [];
  for (const each of files) {
    const text = standard ? await console.input() : readFile(each);
    trees.push(new FileReader(variables).read(standard ? "<stdin>" : each, text));
  }
  const top = trees.reduce((base, over) => merged(base, over));
  return {
    ...{ file: standard ? "<stdin>" : file, folder, top, variables },
    name: textOf(fieldOf(top, "name")) ?? (standard ? undefined : projectOf(folder)),
    services: fieldsOf(fieldOf(top, "services")),
  };
}

/** The name that compose gives the project of a folder. */
function projectOf(folder: string): string | undefined {
  const name = process.env.COMPOSE_PROJECT_NAME ?? basename(folder);
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9_-]/g, "")
      .replace(/^[^a-z0-9]+/, "") || undefined
  );
}

/** The compose files of a file or folder. */
function filesOf(source: string): string[] {
  const path = source === "" ? "." : source;
  if (!existsSync(path)) throw new CommandFailure(`${path}: there is no such file or folder.`);
  if (!statSync(path).isDirectory()) return [path];
  const found = NAMES.map((name) => join(path, name)).find((each) => existsSync(each));
  if (found === undefined) {
    throw new CommandFailure(`${path}: there is no compose file: ${NAMES.join(", ")}.`);
  }
  const overrides = [found.replace(/(\.ya?ml)$/, ".override$1")];
  return [found, ...overrides.filter((each) => existsSync(each))];
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandFailure(`can't read ${file}: ${reasonOf(error)}`);
  }
}

/** Reads one file with its includes and extensions. */
class FileReader {
  /** The services that are being extended, by file and name. */
  private readonly open = new Set<string>();

  constructor(private readonly variables: Variables) {}

  read(file: string, text: string): Located {
    const tree = interpolated(readTree(file, text), this.variables);
    if (!(tree.value instanceof Map)) {
      throw new CommandFailure(`${file}: is no compose file: it must be an object with services.`);
    }
    const services = fieldsOf(fieldOf(tree, "services"));
    const extended = [...services].map(
      ([name, { key, node }]) =>
        [name, { key, node: this.extended(node, services, file) }] as const,
    );
    const own: Located = {
      at: tree.at,
      value: new Map([
        ...fieldsOf(tree),
        ["services", { key: tree.at, node: { at: tree.at, value: new Map(extended) } }],
      ]),
    };
    return this.included(tree, file).reduceRight((over, base) => merged(base, over), own);
  }

  private included(tree: Located, file: string): Located[] {
    return itemsOf(fieldOf(tree, "include")).flatMap((item) => {
      const paths = fieldOf(item, "path") ?? item;
      const all = Array.isArray(paths.value) ? itemsOf(paths) : [paths];
      return all.map((path) => this.other(file, path));
    });
  }

  private other(file: string, path: Located): Located {
    const name = join(dirname(file), textOf(path) ?? "");
    if (file === "<stdin>" || !existsSync(name)) {
      throw new CommandFailure(`${shownPlace(path.at)}: there is no file ${name}.`);
    }
    const key = `${name}\n`;
    if (this.open.has(key))
      throw new CommandFailure(`${shownPlace(path.at)}: ${name} includes itself.`);
    this.open.add(key);
    const read = this.read(name, readFile(name));
    this.open.delete(key);
    return read;
  }

  /** A service with the one that it extends. */
  private extended(service: Located, siblings: Fields, file: string): Located {
    const extension = fieldOf(service, "extends");
    if (extension === undefined) return service;
    const name = textOf(fieldOf(extension, "service")) ?? textOf(extension) ?? "";
    const other = fieldOf(extension, "file");
    const key = `${file}\n${name}`;
    if (this.open.has(key)) {
      throw new CommandFailure(`${shownPlace(extension.at)}: ${name} extends itself.`);
    }
    this.open.add(key);
    const base =
      other === undefined
        ? siblings.get(name)?.node
        : fieldOf(this.other(file, other), "services", name);
    if (base === undefined) {
      throw new CommandFailure(
        `${shownPlace(extension.at)}: there is no service "${name}" to extend.`,
      );
    }
    const whole = other === undefined ? this.extended(base, siblings, file) : base;
    this.open.delete(key);
    const own = new Map([...fieldsOf(service)].filter(([field]) => field !== "extends"));
    return merged(whole, { at: service.at, value: own });
  }
}
