import { matcherDirectives } from "../matchers/words";
import { toMatcher } from "../model/canonical";
import { type Directive, directive } from "../model/directive";
import type { MatcherConditions } from "../model/matcher";

/**
 * Defines a matcher by a name, for snippets and for those that import them:
 * `namedMatcher("lan", { remoteIp: "private_ranges" })` is `@lan` in `when("@lan", …)` and
 * `importSnippet(deny, "@lan")`. Other matchers need no name.
 */
export function namedMatcher(name: string, conditions: MatcherConditions): Directive {
  return directive(`@${name}`, [], matcherDirectives(toMatcher(conditions) ?? {}));
}
