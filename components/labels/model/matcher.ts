import type { Argument } from "./argument";

/** One value or several. */
export type OneOrMore<T> = T | readonly T[];

/**
 * The requests that a directive handles: those that meet every condition, by any of its values. A
 * string is a path, or with "@" the name of a matcher that `namedMatcher` defines. The name of any other
 * matcher is derived from its content, so two containers use the same name.
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
  /** Regular expressions for the values of placeholders or variables. */
  readonly varsRegexp?: OneOrMore<VarsRegexp>;
  /** A pattern of the URL Pattern standard for the request's URL. */
  readonly urlPattern?: string | UrlPattern;
  /** Files that exist in the proxy's container. */
  readonly file?: FileCondition;
  /** Conditions that requests must not meet. */
  readonly not?: OneOrMore<MatcherConditions>;
  /** Conditions of modules and conditions with variables, as `directive` makes them. */
  readonly other?: readonly Condition[];
  /** Status codes or classes; only in a matcher of responses. */
  readonly status?: OneOrMore<number | StatusClass>;
}

/** A condition by its name, such as one of a module. */
export interface Condition {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly block: readonly Condition[];
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

/** A regular expression for the value of a placeholder or a variable. */
export interface VarsRegexp extends Regexp {
  readonly variable: string;
}

/** A pattern of the URL Pattern standard, such as `/books/:id`. */
export interface UrlPattern {
  readonly pattern: string;
  /** The URL that a relative pattern belongs to. Default: none. */
  readonly baseUrl?: string;
  /** Default: false. */
  readonly ignoreCase?: boolean;
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
  readonly varsRegexp?: readonly VarsRegexp[];
  readonly urlPattern?: UrlPattern;
  readonly file?: FileCondition;
  readonly not?: readonly Matcher[];
  readonly other?: readonly Condition[];
  readonly status?: readonly string[];
  /** The name of a matcher that is defined elsewhere, or an import's argument for one; alone. */
  readonly named?: string;
}

/** The entries of a record, sorted by their keys. */
export function sortedEntries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  const all = Object.entries(record);
  return all.length < 2 ? all : all.sort(([a], [b]) => (a < b ? -1 : 1));
}
