import { type Grammar, takes } from "../grammar/grammar";
import { integer, oneOf, regexp, text, verb } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { type Directive, directive } from "../model/directive";

/** Rewrites the request's address inside the proxy: `rewrite("/index.html?{query}")`. */
export function rewrite(to: Argument): Directive {
  return directive("rewrite", [to]);
}

/** Changes the request's verb. */
export function method(verb: Argument): Directive {
  return directive("method", [verb]);
}

/** Rewrites to the first of these files that exists in the proxy's container. */
export function tryFiles(...files: readonly [Argument, ...Argument[]]): Directive {
  return directive("try_files", files);
}

/** Takes this beginning off the path. */
export function stripPrefix(prefix: Argument): Directive {
  return directive("uri", ["strip_prefix", prefix]);
}

/** Takes this end off the path. */
export function stripSuffix(suffix: Argument): Directive {
  return directive("uri", ["strip_suffix", suffix]);
}

/** Replaces a text in the address, at most `limit` times. Default: everywhere. */
export function uriReplace(target: Argument, replacement: Argument, limit?: number): Directive {
  const args = ["replace", target, replacement];
  return directive("uri", limit === undefined ? args : [...args, limit]);
}

/** Replaces what a regular expression (RE2) finds in the path. */
export function uriPathRegexp(pattern: string, replacement: Argument): Directive {
  return directive("uri", ["path_regexp", pattern, replacement]);
}

/** One change of the query: a new value, another name, a further value, or none any more. */
export type QueryChange =
  | { readonly set: string; readonly value: Argument }
  | { readonly add: string; readonly value: Argument }
  | { readonly rename: string; readonly to: string }
  | { readonly remove: string };

/** Changes parameters of the query, in this order. */
export function uriQuery(...changes: readonly [QueryChange, ...QueryChange[]]): Directive {
  return directive("uri", ["query"], changes.map(queryDirective));
}

function queryDirective(change: QueryChange): Directive {
  if ("set" in change) return directive(change.set, [change.value]);
  if ("add" in change) return directive(`+${change.add}`, [change.value]);
  if ("rename" in change) return directive(`${change.rename}>${change.to}`);
  return directive(`-${change.remove}`);
}

const OPERATIONS = ["strip_prefix", "strip_suffix", "replace", "path_regexp", "query"];

/** The grammar of these directives. */
export const REWRITE: Readonly<Record<string, Grammar>> = {
  rewrite: { matcher: "any", args: [text] },
  method: { matcher: "any", args: [verb] },
  try_files: {
    rest: text,
    min: 1,
    block: {
      policy: takes(
        oneOf(
          "first_exist",
          "smallest_size",
          "largest_size",
          "most_recently_modified",
          "first_exist_fallback",
        ),
      ),
    },
  },
  uri: {
    matcher: "any",
    args: [oneOf(...OPERATIONS)],
    optional: [text, text, integer(0)],
    others: { optional: [text, text] },
    check: ({ args: [operation, pattern] }) =>
      operation === "path_regexp" && typeof pattern === "string" ? regexp(pattern) : undefined,
  },
};
