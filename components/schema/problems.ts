/* Problems of inputs, pure: every other folder reports mistakes in this form. */

import type { z } from "zod";
import { didYouMean } from "./did-you-mean";
import { isOutput, isResource } from "./later";
import { withoutSecrets } from "./secret-places";

/** One mistake in an input. */
export interface Problem {
  /** Its place: `routes[1].path`. Empty for the input as a whole. */
  readonly path: string;
  /** The rule, the value and the fix: `must start with "/", got "api". Write "/api".` */
  readonly message: string;
  /** Its line, where the input is a file. */
  readonly line?: number;
}

/** A mistake at a place of the input. */
export function problem(path: string, message: string): Problem {
  return { path, message };
}

/** Turns a sentence into a problem without a path. */
export function toProblem(given: Problem | string): Problem {
  return typeof given === "string" ? problem("", given) : given;
}

/** A problem as a sentence: its path, then its message. */
export function sentence({ path, message }: Problem): string {
  return path === "" ? message : `${path} ${message}`;
}

/**
 * `subject: problem`, or a list below the subject when there are several. The line of a problem stands behind the
 * subject, as editors open it, or before the problem in the list.
 */
export function refusalMessage(subject: string, problems: readonly (Problem | string)[]): string {
  const all = problems.map(toProblem);
  const [only, ...others] = all;
  if (only !== undefined && others.length === 0) {
    return `${subject}${only.line === undefined ? "" : `:${only.line}`}: ${sentence(only)}`;
  }
  const texts = all.map((each) =>
    each.line === undefined ? sentence(each) : `line ${each.line}: ${sentence(each)}`,
  );
  return [`${subject}: ${texts.length} problems`, ...texts.map((text) => `  - ${text}`)].join("\n");
}

/** The problems with their lines in the file that the input comes from. */
export function withLines(
  problems: readonly Problem[],
  line: (path: readonly string[]) => number | undefined,
): Problem[] {
  return problems.map((each) => ({ ...each, line: line(keysOf(each.path)) }));
}

/** The keys of a problem's path: `routes`, `1` and `path` of `routes[1].path`. */
function keysOf(path: string): string[] {
  const keys = path.matchAll(/\[("(?:[^"\\]|\\.)*"|\d+)\]|([^.[\]]+)/g);
  return [...keys].map(([, bracketed, plain = ""]) =>
    bracketed === undefined ? plain : String(JSON.parse(bracketed)),
  );
}

/**
 * @internal The problems of a value that a schema refused: the rule and the value. A rule that ends with a
 * full stop, such as one about secrets, keeps the value out of the message.
 *
 * @param prefix stands before each path: `gatehouse:` for settings, nothing for arguments.
 * @param whole names the value as a whole, where that is wrong.
 */
export function schemaProblems(
  error: z.ZodError,
  input: unknown,
  prefix = "",
  whole = "",
): Problem[] {
  return error.issues.flatMap((issue) => {
    const place = (key?: PropertyKey) =>
      prefix + pathText([...issue.path, ...(key === undefined ? [] : [key])]) || whole;
    if (issue.code === "unrecognized_keys") {
      return unknownKeys(issue).map(({ key, message }) => problem(place(key), message));
    }
    const value = valueText(valueAt(input, issue.path));
    const shown = issue.message.endsWith(".") ? "" : `, got ${value}.`;
    return [problem(place(), issue.message + shown)];
  });
}

/** @internal Every mistake in a component's plain arguments. */
export function argsProblems(schema: z.ZodType, args: unknown): Problem[] {
  const result = schema.safeParse(args);
  return result.success
    ? []
    : schemaProblems(result.error, withoutSecrets(schema, args), "", "args");
}

/**
 * The error of a strict object: for each unknown key a line with the nearest known one and all known ones.
 *
 * @param form what another value than an object must be instead.
 */
export function unknownKey(what: string, shape: object, form?: string) {
  const known = Object.keys(shape).sort();
  return ({ code, keys = [] }: { code?: string; keys?: readonly string[] }) =>
    code === "unrecognized_keys"
      ? keys
          .map((key) => `is not ${what}.${didYouMean(key, known)} Known: ${known.join(", ")}.`)
          .join("\n")
      : (form ?? `must be an object with ${known.join(", ")}`);
}

/** The unknown keys of an object, each with its message. */
export function unknownKeys({ keys, message }: z.core.$ZodIssueUnrecognizedKeys) {
  const lines = message.split("\n");
  return keys.map((key, index) => ({ key, message: lines[index] ?? message }));
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      if (/[./\s]/.test(String(key))) return `[${JSON.stringify(key)}]`;
      return index === 0 ? String(key) : `.${String(key)}`;
    })
    .join("");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined,
    input,
  );
}

function valueText(value: unknown): string {
  if (value === undefined) return "nothing";
  if (isOutput(value)) return "an output";
  if (isResource(value)) return `a ${value.constructor.name}`;
  if (typeof value === "function") return "a function";
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
