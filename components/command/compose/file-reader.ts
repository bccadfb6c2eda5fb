import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { CommandFailure, reasonOf } from "../failure";
import { interpolated, type Variables } from "./interpolate";
import { entriesOf, merged } from "./merge";
import { rebased } from "./rebase";
import {
  type Fields,
  fieldOf,
  fieldsOf,
  itemsOf,
  type Located,
  readTree,
  shownPlace,
  textOf,
  withServices,
} from "./tree";

/**
 * Reads a text.
 *
 * @throws CommandFailure where it can't.
 */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandFailure(`can't read ${file}: ${reasonOf(error)}`);
  }
}

/** Reads files of one project, each with its includes and extensions. */
export class FileReader {
  /** The services that are being extended, by file and name. */
  private readonly open = new Set<string>();

  /** @param folder the project's, which all relative paths start from. */
  constructor(
    private readonly folder: string,
    private readonly variables: Variables,
  ) {}

  /** @param from the folder that the file's relative paths start from. */
  read(file: string, text: string, from = this.folder): Located {
    const given = interpolated(readTree(file, text), this.variables);
    const tree = rebased(given, from, this.folder);
    if (!(tree.value instanceof Map)) {
      throw new CommandFailure(`${file}: is no compose file: it must be an object with services.`);
    }
    const whole = fieldOf(tree, "services");
    if (whole !== undefined && whole.value !== null && !(whole.value instanceof Map)) {
      throw new CommandFailure(
        `${shownPlace(whole.at)}: services must be an object of services by their names.`,
      );
    }
    const services = fieldsOf(whole);
    const own = withServices(tree, (service) => this.extended(service, services, file));
    return this.included(tree, file).reduceRight((over, base) => merged(base, over), own);
  }

  private included(tree: Located, file: string): Located[] {
    return itemsOf(fieldOf(tree, "include")).flatMap((item) => {
      const paths = fieldOf(item, "path") ?? item;
      const all = entriesOf(paths);
      const folder = textOf(fieldOf(item, "project_directory"));
      return all.map((path) => this.other(file, path, folder));
    });
  }

  /** @param from the folder that its relative paths start from. Default: its own. */
  private other(file: string, path: Located, from?: string): Located {
    const folder = file === "<stdin>" ? this.folder : dirname(file);
    const given = textOf(path) ?? "";
    const name = isAbsolute(given) ? given : join(folder, given);
    if (!existsSync(name)) {
      throw new CommandFailure(`${shownPlace(path.at)}: there is no file ${name}.`);
    }
    const key = `${name}\n`;
    if (this.open.has(key))
      throw new CommandFailure(`${shownPlace(path.at)}: ${name} includes itself.`);
    this.open.add(key);
    const start = resolve(from === undefined ? dirname(name) : join(folder, from));
    const read = this.read(name, readText(name), start);
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
