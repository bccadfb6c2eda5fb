import { startsWithImportArgument } from "./import-argument";
import { type Matcher, type MatcherInput, type OneOrMore, sortedEntries } from "./matcher";

/** The canonical form of a matcher; `undefined` for one that matches every request. */
export function toMatcher(input: MatcherInput | undefined): Matcher | undefined {
  if (input === undefined || input === "*") return undefined;
  if (typeof input === "string") return isMatcherName(input) ? { named: input } : { path: [input] };
  const { pathRegexp, header, headerRegexp, query, vars, not, status, ...others } = input;
  const { urlPattern, file, other } = others;
  const matcher: Matcher = defined({
    path: list(others.path),
    pathRegexp: typeof pathRegexp === "string" ? { pattern: pathRegexp } : pathRegexp,
    host: list(others.host),
    method: list(others.method),
    header: record(header, headerValues),
    headerRegexp: list(headerRegexp),
    query: record(query, (values) => list(values)),
    remoteIp: list(others.remoteIp),
    clientIp: list(others.clientIp),
    protocol: others.protocol,
    expression: others.expression,
    vars: record(vars, (values) => list(values)),
    varsRegexp: list(others.varsRegexp),
    urlPattern: typeof urlPattern === "string" ? { pattern: urlPattern } : defined(urlPattern),
    file: defined(file),
    not: list(not)?.flatMap((inner) => toMatcher(inner) ?? []),
    other: other?.length === 0 ? undefined : other,
    status: list(status)?.map(String),
  });
  return Object.keys(matcher).length === 0 ? undefined : matcher;
}

function list<T extends object | string | number>(value: OneOrMore<T>): readonly T[];
function list<T extends object | string | number>(
  value: OneOrMore<T> | undefined,
): readonly T[] | undefined;
function list<T extends object | string | number>(
  value: OneOrMore<T> | undefined,
): readonly T[] | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value : [value as T];
}

/** `*` alone means any value, which the canonical form spells `true`. */
function headerValues(value: OneOrMore<string> | boolean): readonly string[] | boolean {
  if (typeof value === "boolean") return value;
  const values = list(value);
  return values.length === 1 && values[0] === "*" ? true : values;
}

function record<T, U>(
  input: Readonly<Record<string, T>> | undefined,
  convert: (value: T) => U,
): Record<string, U> | undefined {
  if (input === undefined) return undefined;
  return Object.fromEntries(sortedEntries(input).map(([key, value]) => [key, convert(value)]));
}

/** Whether a string stands for a matcher that is defined elsewhere: its name, or an import's argument. */
function isMatcherName(text: string): boolean {
  return text.startsWith("@") || startsWithImportArgument(text);
}

function defined<T extends object>(value: T): T;
function defined<T extends object>(value: T | undefined): T | undefined;
function defined<T extends object>(value: T | undefined): T | undefined {
  if (value === undefined) return undefined;
  const kept: Partial<T> = {};
  for (const key of Object.keys(value) as (keyof T)[]) {
    if (value[key] !== undefined) kept[key] = value[key];
  }
  return kept as T;
}
