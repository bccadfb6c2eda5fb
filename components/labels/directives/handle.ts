import type { Words } from "../grammar/grammar";
import { quoted, statusOrClass } from "../grammar/rules";
import { toMatcher } from "../model/canonical";
import { type Directive, directive, isDirective, withMatcher } from "../model/directive";
import type { MatcherInput, StatusClass } from "../model/matcher";

/** The directives of a block, with or without a matcher before them. */
export type Routes = readonly [MatcherInput | Directive, ...Directive[]];

/**
 * Directives for matching requests, exclusively: of several `handle` in one block, Caddy runs only the
 * first that matches. It tries longer paths first, and the one without a matcher last.
 */
export function handle(...routes: Routes): Directive {
  return block("handle", routes);
}

/** Like {@link handle}, and strips the path's prefix: `handlePath("/api/*", …)`. */
export function handlePath(path: string, ...directives: readonly Directive[]): Directive {
  return block("handle_path", [path, ...directives]);
}

/** Directives for matching requests, in the order in which they are written and not exclusively. */
export function route(...routes: Routes): Directive {
  return block("route", routes);
}

/**
 * Directives that answer requests after an error.
 *
 * @param status the status codes or classes of the errors. Empty: all.
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

export const HANDLE: Words = {
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
  handle_errors: { rest: statusOrClass, routes: true, needsBlock: true },
};
