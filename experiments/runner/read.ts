import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";
import { type Problem, refusalMessage, schemaProblems } from "../../components/schema/problems";
import type { Experiment } from "./experiment";
import { experimentSchema } from "./together";

/** Mistakes that a person has to correct before an experiment can run. */
export class WrongInput extends Error {
  /** @param problems each with the place, the value, what is allowed and the fix. */
  constructor(subject: string, problems: readonly (Problem | string)[]) {
    super(refusalMessage(subject, problems));
  }
}

/** A file that was read, and what it means. */
export interface Declared {
  /** As it stands in the file. */
  readonly declared: unknown;
  readonly experiment: Experiment;
}

const FILE = /\.(ya?ml|json)$/;

/**
 * Reads an experiment.
 *
 * @param name a file in YAML or JSON, or the name of a ready-made experiment.
 * @param folder of the ready-made ones.
 * @param shown the path as a person would write it.
 * @throws WrongInput
 */
export function readExperiment(
  name: string,
  folder: string,
  shown: (file: string) => string,
): Declared {
  const file = FILE.test(name) ? path.resolve(name) : path.join(folder, `${name}.yaml`);
  if (!existsSync(file)) throw missing(name, folder);
  return parseExperiment(readFileSync(file, "utf8"), shown(file));
}

/** The names of the ready-made experiments. */
export function readyMade(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => path.basename(file, ".yaml"))
    .sort();
}

/**
 * Reads the text of an experiment's file.
 *
 * @throws WrongInput with every mistake: its path, the value and the rule.
 */
export function parseExperiment(text: string, file: string): Declared {
  const declared = parseYaml(text, file);
  const result = experimentSchema.safeParse(declared);
  if (!result.success) throw new WrongInput(file, schemaProblems(result.error, declared));
  return { declared, experiment: result.data };
}

function parseYaml(text: string, file: string): unknown {
  try {
    return load(text);
  } catch (error) {
    const [reason = ""] = (error as Error).message.split("\n");
    throw new WrongInput(file, [`is neither YAML nor JSON: ${reason}.`]);
  }
}

function missing(name: string, folder: string): WrongInput {
  if (FILE.test(name)) return new WrongInput(name, ["there is no such file."]);
  return new WrongInput(`"${name}"`, [
    `is no ready-made experiment: they are ${readyMade(folder).join(", ")}. A file of your own ends with .yaml or .json.`,
  ]);
}
