// A compose file with what it includes, extends and is overridden by.
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Console } from "../console";
import { CommandFailure } from "../failure";
import type { AskCompose } from "./docker-compose";
import { composeVariables } from "./environment";
import { FileReader, readText } from "./file-reader";
import { Variables } from "./interpolate";
import { withLabelFiles } from "./label-files";
import { merged } from "./merge";
import { withPlaces } from "./places";
import { type SchemaProblem, schemaProblems } from "./schema";
import { type Fields, fieldOf, fieldsOf, type Located, textOf, withServices } from "./tree";

/** A compose project. */
export interface ComposeProject {
  /** The file that was asked for, as messages name it. */
  readonly file: string;
  /** The folder that its relative paths start from. */
  readonly folder: string;
  /** Its name; on standard input, only the one that the file has. */
  readonly name?: string;
  readonly services: Fields;
  /** Why compose itself refuses the project, where it was asked. */
  readonly refusal?: string;
  /** What the schema of the Compose specification refuses, where compose did not answer. */
  readonly problems: readonly SchemaProblem[];
  /** Its networks, volumes, configs and secrets. */
  readonly top: Located;
  readonly variables: Variables;
}

/** The names of compose files, in the order in which compose looks for them, and their overrides. */
const NAMES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** How a compose file is read. */
export interface ReadOptions {
  /** Files with variables, in place of `.env`. */
  readonly envFiles?: readonly string[];
  /** Asks compose itself. Default: only the files are read. */
  readonly compose?: AskCompose;
}

/**
 * Reads a compose file: its values as compose reads them, where it is asked and answers; the places are its own.
 *
 * @param source a file, a folder, or `-` for standard input.
 */
export async function readCompose(
  source: string,
  { envFiles = [], compose }: ReadOptions,
  console: Console,
): Promise<ComposeProject> {
  const standard = source === "-";
  const files = standard ? ["-"] : filesOf(source);
  const input = standard ? await console.input() : undefined;
  const file = standard ? "<stdin>" : (files[0] ?? source);
  const folder = standard ? process.cwd() : dirname(resolve(file));
  const values = composeVariables(folder, envFiles);
  const variables = new Variables(values);
  const reader = new FileReader(folder, variables);
  const trees = files.map((each) =>
    reader.read(input === undefined ? each : file, input ?? readText(each)),
  );
  const tree = withServices(
    trees.reduce((base, over) => merged(base, over)),
    (service) => withLabelFiles(service, folder, variables),
  );
  const answer = await compose?.({ folder, files, input, envFiles });
  const top =
    answer !== undefined && "model" in answer ? withPlaces(answer.model, tree, folder) : tree;
  return {
    ...{ file, folder, top, variables },
    refusal: answer !== undefined && "problem" in answer ? answer.problem : undefined,
    problems: answer === undefined ? schemaProblems(tree) : [],
    name: textOf(fieldOf(tree, "name")) ?? (standard ? undefined : projectOf(folder, values)),
    services: fieldsOf(fieldOf(top, "services")),
  };
}

/** The name that compose gives the project of a folder. */
function projectOf(
  folder: string,
  { COMPOSE_PROJECT_NAME: given }: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const name = given || basename(folder);
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
