import type { Grammar } from "../grammar/grammar";
import { quoted, statusOrClass } from "../grammar/rules";
import { type Directive, directive, isDirective, withMatcher } from "../model/directive";
import { type MatcherInput, type StatusClass, toMatcher } from "../model/matcher";

/** A block's directives, after a matcher or without one. */
export type Routes = readonly [MatcherInput | Directive, ...Directive[]];

/**
 * Directives for matching requests, exclusive: of several `handle` of one block only the first that
 * matches runs, the one with the longest path first and one without a matcher last.
 */
export function handle(...routes: Routes): Directive {
  return block("handle", routes);
}

/** Like {@link handle}, with the path's fixed beginning taken off: `handlePath("/api/*", …)`. */
export function handlePath(path: string, ...directives: readonly Directive[]): Directive {
  return block("handle_path", [path, ...directives]);
}

/** Directives that run in the order in which they are written, and not exclusively. */
export function route(...routes: Routes): Directive {
  return block("route", routes);
}

/**
 * Directives for the answer to an error.
 *
 * @param status the codes or classes it is for. Empty: all of them.
 */
export function handleErrors(
  status: readonly (number | StatusClass)[],
  ...directives: readonly Directive[]
): Directive {
  return directive("handle_errors", status.map(String), directives);
}

function block(name: string, [first, ...others]: Routes): Directive {
  if (isDirective(first)) return directive(name, [], [first, ...others]);
  return withMatcher(toMatcher(first), directive(name, [], others));
}

/** The grammar of these directives. */
export const HANDLE: Readonly<Record<string, Grammar>> = {
  handle: { matcher: "any", routes: true, needsBlock: true },
  handle_path: {
    matcher: "path",
    routes: true,
    needsBlock: true,
    check: ({ matcher }) => {
      const [path, ...others] = matcher?.path ?? [];
      if (path !== undefined && /^\/[^\n]*$/.test(path) && others.length === 0) return undefined;
      const given = path === undefined ? "" : `, got ${quoted([path, ...others].join(" "))}`;
      return `must have one path that starts with "/" and has no line break${given}. Write handle for other matchers.`;
    },
  },
  route: { matcher: "any", routes: true, needsBlock: true },
  handle_errors: {
    rest: statusOrClass,
    routes: true,
    needsBlock: true,
  },
};
