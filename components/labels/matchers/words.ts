import { type Directive, directive, option } from "../model/directive";
import type { FileCondition, Matcher, Regexp } from "../model/matcher";

/** The Caddyfile's lines for a matcher. */
export function matcherDirectives(matcher: Matcher): Directive[] {
  return [
    ...option("path", matcher.path ?? []),
    ...regexpDirective("path_regexp", matcher.pathRegexp),
    ...option("host", matcher.host ?? []),
    ...option("method", matcher.method ?? []),
    ...headerDirectives(matcher.header),
    ...(matcher.headerRegexp ?? []).flatMap((each) =>
      option("header_regexp", [...(each.name ? [each.name] : []), each.field, each.pattern]),
    ),
    ...option("query", queryPairs(matcher.query)),
    ...option("remote_ip", matcher.remoteIp ?? []),
    ...option("client_ip", matcher.clientIp ?? []),
    ...option("protocol", matcher.protocol),
    ...option("expression", matcher.expression),
    ...sortedEntries(matcher.vars ?? {}).flatMap(([name, values]) =>
      option("vars", [name, ...values]),
    ),
    ...fileDirective(matcher.file),
    ...(matcher.not ?? []).map(notDirective),
    ...option("status", matcher.status ?? []),
  ];
}

function regexpDirective(name: string, regexp: Regexp | undefined): Directive[] {
  if (regexp === undefined) return [];
  return option(name, [...(regexp.name ? [regexp.name] : []), regexp.pattern]);
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

/** The fields of a record by their names, however they were written. */
function sortedEntries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

function fileDirective(file: FileCondition | undefined): Directive[] {
  if (file === undefined) return [];
  const { root, tryFiles = [], tryPolicy, splitPath = [] } = file;
  const block = [
    ...option("root", root),
    ...option("try_files", tryFiles),
    ...option("try_policy", tryPolicy),
    ...option("split_path", splitPath),
  ];
  return [directive("file", [], block)];
}

/**
 * A single condition stands on the line of its `not`, so that two of them in one matcher differ in
 * that line: the plugin would merge two blocks of equal first lines.
 */
function notDirective(inner: Matcher): Directive {
  const words = matcherDirectives(inner);
  const [only, ...others] = words;
  if (only !== undefined && others.length === 0 && only.block.length === 0) {
    return directive("not", [only.name, ...only.args]);
  }
  return directive("not", [], words);
}
