import type { Grammar } from "../grammar/grammar";
import { isModule, moduleIds } from "../grammar/modules";
import { text } from "../grammar/rules";
import type { Directive } from "../model/directive";

const NAMESPACE = "http.matchers";

/** What Caddy reads as matchers of requests by their own names: a block of them, or one on a line. */
export const MATCHER_SET: Grammar = {
  rest: text,
  module: onItsLine,
  inside: () => MATCHERS,
};

const MATCHERS: Grammar = {
  block: { not: MATCHER_SET },
  others: isModule(NAMESPACE),
};

/** What would stand in quotes is an expression to Caddy, and no name. */
function onItsLine({ args: [name] }: Directive): readonly string[] {
  return typeof name === "string" && /[ "\n]/.test(name) ? [] : moduleIds(NAMESPACE, [name]);
}
