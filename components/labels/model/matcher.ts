/** One value or several. */
export type OneOrMore<T> = T | readonly T[];

/**
 * The requests that a directive handles: those that meet every condition, by any of its values. A
 * string is a path. Its name is derived from its content, so two containers use the same name.
 */
export type MatcherInput = string | MatcherConditions;

/** The conditions of a request matcher. */
export interface MatcherConditions {
  /** Paths, with `*` at the start, the end or both: `/api/*`. */
  readonly path?: OneOrMore<string>;
  /** A regular expression (RE2) that finds something in the path. */
  readonly pathRegexp?: string | Regexp;
  readonly host?: OneOrMore<string>;
  /** HTTP verbs in capitals. */
  readonly method?: OneOrMore<string>;
  /** Headers and their values (`*` at either end); `true` for any value, `false` for absent. */
  readonly header?: Readonly<Record<string, OneOrMore<string> | boolean>>;
  readonly headerRegexp?: OneOrMore<HeaderRegexp>;
  /** Query parameters and their values; `*` for any value. */
  readonly query?: Readonly<Record<string, OneOrMore<string>>>;
  /** IP addresses or CIDR ranges of the connection's peer; `private_ranges` for all private ones. */
  readonly remoteIp?: OneOrMore<string>;
  /** IP addresses or CIDR ranges of the client, which trusted proxies report. */
  readonly clientIp?: OneOrMore<string>;
  readonly protocol?: MatchedProtocol;
  /** A CEL expression. */
  readonly expression?: string;
  /** Placeholders or variables, and their possible values. */
  readonly vars?: Readonly<Record<string, OneOrMore<string>>>;
  /** Files that exist in the proxy's container. */
  readonly file?: FileCondition;
  /** Conditions that requests must not meet. */
  readonly not?: OneOrMore<MatcherConditions>;
  /** Status codes or classes; only in a matcher of responses. */
  readonly status?: OneOrMore<number | StatusClass>;
}

/** A regular expression (RE2); with a name, its captures are placeholders. */
export interface Regexp {
  readonly pattern: string;
  readonly name?: string;
}

/** A regular expression for the value of a header. */
export interface HeaderRegexp extends Regexp {
  readonly field: string;
}

/** Files that exist in the proxy's container. */
export interface FileCondition {
  /** Default: the site's root. */
  readonly root?: string;
  readonly tryFiles?: readonly string[];
  readonly tryPolicy?: TryPolicy;
  readonly splitPath?: readonly string[];
}

/** A class of status codes. */
export type StatusClass = "1xx" | "2xx" | "3xx" | "4xx" | "5xx";
/** The protocol of a request. */
export type MatchedProtocol = "http" | "https" | "grpc" | `http/${1 | 2 | 3}${"" | "+"}`;
/** Which of several existing files Caddy chooses. */
export type TryPolicy =
  | "first_exist"
  | "first_exist_fallback"
  | "smallest_size"
  | "largest_size"
  | "most_recently_modified";

/** The conditions of a matcher in their canonical form. */
export interface Matcher {
  readonly path?: readonly string[];
  readonly pathRegexp?: Regexp;
  readonly host?: readonly string[];
  readonly method?: readonly string[];
  readonly header?: Readonly<Record<string, readonly string[] | boolean>>;
  readonly headerRegexp?: readonly HeaderRegexp[];
  readonly query?: Readonly<Record<string, readonly string[]>>;
  readonly remoteIp?: readonly string[];
  readonly clientIp?: readonly string[];
  readonly protocol?: string;
  readonly expression?: string;
  readonly vars?: Readonly<Record<string, readonly string[]>>;
  readonly file?: FileCondition;
  readonly not?: readonly Matcher[];
  readonly status?: readonly string[];
}

/** The canonical form of a matcher; `undefined` for one that matches every request. */
export function toMatcher(input: MatcherInput | undefined): Matcher | undefined {
  if (input === undefined || input === "*") return undefined;
  if (typeof input === "string") return { path: [input] };
  const { pathRegexp, header, headerRegexp, query, vars, not, status, ...others } = input;
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
    file: others.file === undefined ? undefined : defined(others.file),
    not: list(not)?.flatMap((inner) => toMatcher(inner) ?? []),
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

/** The entries of a record, sorted by their keys. */
export function sortedEntries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  const all = Object.entries(record);
  return all.length < 2 ? all : all.sort(([a], [b]) => (a < b ? -1 : 1));
}

function defined<T extends object>(value: T): T {
  const kept: Partial<T> = {};
  for (const key of Object.keys(value) as (keyof T)[]) {
    if (value[key] !== undefined) kept[key] = value[key];
  }
  return kept as T;
}
