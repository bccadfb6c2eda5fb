import {
  checkProgram,
  IMAGE_MODULES,
  LabelError,
  type ProgramContainer,
  parseLabels,
  type Surroundings,
} from "../../labels";
import { type LabelSet, labelSets } from "../compose/labels";
import type { Source } from "../import/source";
import { type Finding, Severity } from "./finding";
import { labelOf } from "./place";

/** What the proxy has beside the labels of a compose file. */
export interface LintOptions {
  /** The prefix of the labels that the proxy reads. */
  readonly prefix: string;
  /** Modules of its image beyond Caddy's standard ones. Default: unknown. */
  readonly modules?: readonly string[];
  /** Directives of those modules. Default: none. */
  readonly directives?: readonly string[];
  /** Snippets of a base Caddyfile. Default: none. */
  readonly snippets?: readonly string[];
}

/** Problems that another image, or a base Caddyfile, would solve, by the option that describes it. */
const OUTSIDE = [
  [/ needs the module | which the proxy's image lacks/, "modules"],
  [
    /^(site|snippet|named route) "[^"]*":( (handle|handle_path|route)(\[\d+\])?(\.(handle|handle_path|route)(\[\d+\])?)*)? must not have "[^"]*", which Caddy doesn't know here\.$/,
    "directives",
  ],
  [/names the snippet .* which is not declared/, "snippets"],
] as const;

/** Every problem of the labels of a source. */
export function findProblems(source: Source, options: LintOptions): Finding[] {
  const { prefix } = options;
  const sets = labelSets(source, prefix);
  const findings: Finding[] = [];
  const containers: ProgramContainer[] = [];
  for (const set of sets) {
    try {
      containers.push({ name: set.service, routing: parseLabels(set.labels, prefix) });
    } catch (error) {
      if (!(error instanceof LabelError)) throw error;
      findings.push(...error.problems.map((problem) => findingOf(problem, set, prefix)));
    }
  }
  for (const problem of checkProgram(containers, surroundingsOf(options))) {
    const [, name, text] =
      /^containers? "([^"]*)"(?: and "[^"]*")?: ([\s\S]*)$/.exec(problem) ?? [];
    const set = sets.find(({ service }) => service === name);
    if (set === undefined || text === undefined) continue;
    const other = problem.startsWith("containers") ? problem : text;
    findings.push({ ...findingOf(text, set, prefix, options), message: other });
  }
  return [...findings, ...shapesIn(source), ...missingVariables(source)].sort(byPlace);
}

function findingOf(problem: string, set: LabelSet, prefix: string, options?: LintOptions): Finding {
  const label = labelOf(problem, set, prefix);
  const place = set.places.get(label ?? "") ?? [...set.places.values()][0];
  const outside = OUTSIDE.find(([pattern]) => pattern.test(problem));
  const unknown = outside !== undefined && options?.[outside[1]] === undefined;
  return {
    severity: unknown ? Severity.Warning : Severity.Error,
    place: place ?? { file: "", line: 1, column: 1 },
    service: set.service,
    label,
    message: problem,
  };
}

function surroundingsOf({ modules, directives, snippets = [] }: LintOptions): Surroundings {
  return {
    modules: modules ?? IMAGE_MODULES,
    directives,
    // What a base Caddyfile has is unknown; a comment stands for it.
    snippets: snippets.map((name) => ({ name, directives: [] })),
  };
}

/** What compose itself would refuse; a key that is only unknown may be one of a newer compose. */
function shapesIn({ problems = [] }: Source): Finding[] {
  return problems.map(({ place, path, message, unknown }) => ({
    severity: unknown ? Severity.Warning : Severity.Error,
    place,
    message: `${path}${unknown ? ": " : " "}${message}`,
  }));
}

function missingVariables({ variables }: Source): Finding[] {
  return [...(variables?.missing ?? [])].map(([name, place]) => ({
    severity: Severity.Warning,
    place,
    message: `the variable ${name} is not set, and compose puts nothing in its place. Set it in .env or by --env-file.`,
  }));
}

function byPlace({ place: a }: Finding, { place: b }: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
