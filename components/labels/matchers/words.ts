import { toMatcher } from "../model/canonical";
import { type Directive, directive, option, optionsOf } from "../model/directive";
import {
  type Matcher,
  type MatcherConditions,
  type Regexp,
  sortedEntries,
  type UrlPattern,
} from "../model/matcher";

/** The lines of a matcher in a Caddyfile. */
export function matcherDirectives(matcher: Matcher): Directive[] {
  return [
    ...option("path", matcher.path),
    ...regexpDirective(matcher.pathRegexp),
    ...option("host", matcher.host),
    ...option("method", matcher.method),
    ...headerDirectives(matcher.header),
    ...(matcher.headerRegexp ?? []).map(({ name, field, pattern }) =>
      directive("header_regexp", [...nameOf(name), field, pattern]),
    ),
    ...option("query", queryPairs(matcher.query)),
    ...option("remote_ip", matcher.remoteIp),
    ...option("client_ip", matcher.clientIp),
    ...option("protocol", matcher.protocol),
    ...option("expression", matcher.expression),
    ...sortedEntries(matcher.vars ?? {}).map(([name, values]) =>
      directive("vars", [name, ...values]),
    ),
    ...(matcher.varsRegexp ?? []).map(({ name, variable, pattern }) =>
      directive("vars_regexp", [...nameOf(name), variable, pattern]),
    ),
    ...urlPatternDirective(matcher.urlPattern),
    ...(matcher.file ? [directive("file", [], optionsOf(matcher.file))] : []),
    ...(matcher.not ?? []).map(notDirective),
    ...(matcher.other ?? []),
    ...option("status", matcher.status),
  ];
}

/** A subdirective whose block is a matcher, or nothing without conditions. */
export function matcherOption(name: string, conditions?: MatcherConditions): Directive[] {
  const matcher = toMatcher(conditions);
  return matcher === undefined ? [] : [directive(name, [], matcherDirectives(matcher))];
}

/** The problem of a directive with several matchers of responses, of which Caddy takes one. */
export function repeatedMatch({ block }: Directive): string | undefined {
  return block.filter(({ name }) => name === "match").length > 1
    ? "must have match once. Put all conditions into one."
    : undefined;
}

function regexpDirective(regexp: Regexp | undefined): Directive[] {
  return option("path_regexp", regexp && [...nameOf(regexp.name), regexp.pattern]);
}

function nameOf(name: string | undefined): string[] {
  return name === undefined || name === "" ? [] : [name];
}

function urlPatternDirective(url: UrlPattern | undefined): Directive[] {
  if (url === undefined) return [];
  const { pattern, ...options } = url;
  return [directive("url_pattern", [pattern], optionsOf(options))];
}

function headerDirectives(header: Matcher["header"] = {}): Directive[] {
  return sortedEntries(header).flatMap(([field, wanted]) => {
    if (wanted === true) return option("header", [field, "*"]);
    if (wanted === false) return option("header", [`!${field}`]);
    return wanted.flatMap((value) => option("header", [field, value]));
  });
}

function queryPairs(query: Matcher["query"] = {}): string[] {
  return sortedEntries(query).flatMap(([name, values]) =>
    values.map((value) => `${name}=${value}`),
  );
}

/**
 * A single condition is on the line of its `not`: the plugin would merge two blocks in one matcher
 * whose first lines are equal.
 */
function notDirective(inner: Matcher): Directive {
  const words = matcherDirectives(inner);
  const [only, ...others] = words;
  if (only !== undefined && others.length === 0 && only.block.length === 0) {
    return directive("not", [only.name, ...only.args]);
  }
  return directive("not", [], words);
}

/**
 * The name of a matcher, derived from its content: during an update, an old and a new container give
 * different matchers different names, since Caddy refuses one name for two matchers.
 *
 * @param scope distinguishes the matchers of a snippet from those of the sites that import it.
 */
export function matcherName(matcher: Matcher, scope: string): string {
  return `@m${hash(`${scope}\n${stable(matcher)}`)}`;
}

/** Serialises plain data independently of the order of its keys. */
export function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = sortedEntries(value as Readonly<Record<string, unknown>>)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => `${JSON.stringify(key)}:${stable(each)}`);
  return `{${fields.join(",")}}`;
}

/** Whether two values of plain data are equal, whatever the order of their keys. */
export function equal(a: unknown, b: unknown): boolean {
  return stable(a) === stable(b);
}

/** Two FNV-1a hashes in hexadecimal, 64 bits: enough for names, not for secrets. */
function hash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ (code + index), 0x01000193);
  }
  return [low, high].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
