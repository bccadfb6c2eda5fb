/** One value or several. */
export type OneOrMore<T> = T | readonly T[];

/**
 * Which requests a directive is for: all of the given conditions, any of the values of each. A bare
 * text is a path. Names for it are derived from its content, so that two containers agree.
 */
export type MatcherInput = string | MatcherConditions;

/** The conditions of a request matcher, as a caller may write them. */
export interface MatcherConditions {
  /** Paths, `*` at the start, the end or both: `/api/*`. */
  readonly path?: OneOrMore<string>;
  /** A regular expression (RE2) for the path. */
  readonly pathRegexp?: string | Regexp;
  readonly host?: OneOrMore<string>;
  /** HTTP verbs in capitals. */
  readonly method?: OneOrMore<string>;
  /** Header fields: values (`*` at either end), `true` for any value, `false` for absent. */
  readonly header?: Readonly<Record<string, OneOrMore<string> | boolean>>;
  readonly headerRegexp?: OneOrMore<HeaderRegexp>;
  /** Query parameters and their values; `*` for any value. */
  readonly query?: Readonly<Record<string, OneOrMore<string>>>;
  /** Addresses or CIDR ranges of the immediate peer; `private_ranges` for all private ones. */
  readonly remoteIp?: OneOrMore<string>;
  /** Addresses or CIDR ranges of the client, as the proxy's trusted_proxies tell it. */
  readonly clientIp?: OneOrMore<string>;
  readonly protocol?: MatchedProtocol;
  /** A CEL expression. */
  readonly expression?: string;
  /** Placeholders or variables and the values they may have. */
  readonly vars?: Readonly<Record<string, OneOrMore<string>>>;
  /** Files that exist in the proxy's container. */
  readonly file?: FileCondition;
  /** Conditions of which none may hold. */
  readonly not?: OneOrMore<MatcherConditions>;
  /** Status codes or classes; only in the matcher of a response. */
  readonly status?: OneOrMore<number | StatusClass>;
}

/** A regular expression (RE2); its name makes the captures available as placeholders. */
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
/** How the protocol matcher tells requests apart. */
export type MatchedProtocol = "http" | "https" | "grpc" | `http/${1 | 2 | 3}${"" | "+"}`;
/** Which file wins when several exist. */
export type TryPolicy =
  | "first_exist"
  | "first_exist_fallback"
  | "smallest_size"
  | "largest_size"
  | "most_recently_modified";

/** The conditions of a matcher in the one spelling that is compared and rendered. */
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

/** The canonical form of a matcher; `undefined` for one that is for every request. */
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

/** `*` alone is any value, which is spelled `true`. */
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
  return Object.fromEntries(
    Object.entries(input)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, convert(value)]),
  );
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
