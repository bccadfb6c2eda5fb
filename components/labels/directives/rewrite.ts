import { takes, takesSome, text, type Words } from "../grammar/grammar";
import { regexp } from "../grammar/regexp";
import { integer, oneOf, tryPolicy, verb } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { type Directive, directive } from "../model/directive";

/** Rewrites the request's path and query: `rewrite("/index.html?{query}")`. */
export function rewrite(to: Argument): Directive {
  return directive("rewrite", [to]);
}

/** Changes the request's method. */
export function method(verb: Argument): Directive {
  return directive("method", [verb]);
}

/** Rewrites the path to the first of these files that exists in the proxy's container. */
export function tryFiles(...files: readonly [Argument, ...Argument[]]): Directive {
  return directive("try_files", files);
}

/** Removes a prefix from the path. */
export function stripPrefix(prefix: Argument): Directive {
  return directive("uri", ["strip_prefix", prefix]);
}

/** Removes a suffix from the path. */
export function stripSuffix(suffix: Argument): Directive {
  return directive("uri", ["strip_suffix", suffix]);
}

/** Replaces a string in path and query, at most `limit` times. Default: all occurrences. */
export function uriReplace(target: Argument, replacement: Argument, limit?: number): Directive {
  const args = ["replace", target, replacement];
  return directive("uri", limit === undefined ? args : [...args, limit]);
}

/** Replaces all matches of a regular expression (RE2) in the path. */
export function uriPathRegexp(pattern: string, replacement: Argument): Directive {
  return directive("uri", ["path_regexp", pattern, replacement]);
}

/** A change of a query parameter: sets, adds a value, renames, or removes it. */
export type QueryChange =
  | { readonly set: string; readonly value: Argument }
  | { readonly add: string; readonly value: Argument }
  | { readonly rename: string; readonly to: string }
  | { readonly remove: string };

/** Changes query parameters, in this order. */
export function uriQuery(...changes: readonly [QueryChange, ...QueryChange[]]): Directive {
  return directive("uri", ["query"], changes.map(queryDirective));
}

function queryDirective(change: QueryChange): Directive {
  if ("set" in change) return directive(change.set, [change.value]);
  if ("add" in change) return directive(`+${change.add}`, [change.value]);
  if ("rename" in change) return directive(`${change.rename}>${change.to}`);
  return directive(`-${change.remove}`);
}

export const REWRITE: Words = {
  rewrite: { matcher: "any", alone: true, args: [text] },
  method: { matcher: "any", args: [verb] },
  try_files: { ...takesSome(text), block: { policy: takes(tryPolicy) } },
  uri: {
    matcher: "any",
    args: [oneOf("strip_prefix", "strip_suffix", "replace", "path_regexp", "query")],
    optional: [text, text, integer(0)],
    others: { optional: [text, text] },
    check: ({ args: [operation, pattern] }) =>
      operation === "path_regexp" && typeof pattern === "string" ? regexp(pattern) : undefined,
  },
};
