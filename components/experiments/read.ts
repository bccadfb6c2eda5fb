import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { didYouMean } from "../schema/did-you-mean";
import { type Problem, refusalMessage, schemaProblems, withLines } from "../schema/problems";
import { readYaml, YamlMistake, type YamlText } from "../schema/yaml";
import { type Experiment, experimentFields } from "./experiment";
import type { FieldProblem } from "./faults";

/** Refuses an experiment until a person corrects these mistakes. */
export class WrongInput extends Error {
  /**
   * @param subject the input; or, without problems, the whole message.
   * @param problems each with the place, the value, what is allowed and the fix.
   */
  constructor(subject: string, problems: readonly (Problem | string)[] = []) {
    super(problems.length === 0 ? subject : refusalMessage(subject, problems));
  }
}

/** An experiment's file. */
export interface Declared {
  /** The value of the file. */
  readonly declared: unknown;
  readonly experiment: Experiment;
}

const FILE = /\.(ya?ml|json)$/;

/**
 * Reads an experiment.
 *
 * @param name a file in YAML or JSON, or the name of a ready-made experiment.
 * @param folder of the ready-made ones.
 * @param shown gives the path as a person would write it.
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
  const { value: declared, line } = yamlOf(text, file);
  const result = experimentSchema.safeParse(declared);
  if (!result.success) {
    throw new WrongInput(file, withLines(schemaProblems(result.error, declared), line));
  }
  return { declared, experiment: result.data };
}

function yamlOf(text: string, file: string): YamlText {
  try {
    return readYaml(text, file);
  } catch (error) {
    throw error instanceof YamlMistake ? new WrongInput(error.message) : error;
  }
}

function missing(name: string, folder: string): WrongInput {
  if (FILE.test(name)) return new WrongInput(name, ["there is no such file."]);
  const known = readyMade(folder);
  return new WrongInput(`"${name}"`, [
    `is not a ready-made experiment.${didYouMean(name, known)} They are ${known.join(", ")}. A file of your own ends with .yaml or .json.`,
  ]);
}

/** The fields of an experiment's file, and the rules that compare them. */
const experimentSchema = experimentFields.superRefine((experiment, context) => {
  for (const { path, message } of problemsTogether(experiment)) {
    context.addIssue({ code: "custom", path: [...path], message });
  }
});

/** The problems of fields that are each valid by itself. */
function problemsTogether(experiment: Experiment): FieldProblem[] {
  const { faults = [], randomFaults, objectives, duration, after } = experiment;
  const problems: FieldProblem[] = faults.flatMap(({ at, for: length }, index) =>
    at + length <= duration
      ? []
      : [{ path: ["faults", index, "for"], message: `must end within duration, ${duration} ms` }],
  );
  if (faults.length > 0 === (randomFaults !== undefined)) {
    problems.push({ path: ["faults"], message: "must be set, or randomFaults, but not both." });
  }
  if (randomFaults && randomFaults.gap.to + randomFaults.length.to > duration) {
    const message = `must leave time for the longest gap within duration, ${duration} ms`;
    problems.push({ path: ["randomFaults", "length", "to"], message });
  }
  if (!Object.values(objectives).some((goals) => JSON.stringify(goals) !== "{}")) {
    problems.push({ path: ["objectives"], message: "must have at least one objective" });
  }
  if ((objectives.recovery ?? 0) + 1_000 > after) {
    const message = `must be at least a second shorter than after, ${after} ms`;
    problems.push({ path: ["objectives", "recovery"], message });
  }
  return [...problems, ...overlaps(faults)];
}

/** A proxy can't be down twice at the same time. */
function overlaps(faults: NonNullable<Experiment["faults"]>): FieldProblem[] {
  const message = "must not be in force while another one is";
  return faults.flatMap(({ at, down }, index) =>
    down &&
    faults
      .slice(0, index)
      .some(
        (other) =>
          other.down && at < other.at + other.for && other.at < at + (faults[index]?.for ?? 0),
      )
      ? [{ path: ["faults", index, "down"], message }]
      : [],
  );
}
