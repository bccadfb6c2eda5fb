import { checkRouting } from "../check/routing";
import { GLOBALS } from "../directives/global-grammar";
import { LabelError } from "../errors";
import type { Argument } from "../model/argument";
import type { Routing, Surroundings } from "../model/routing";
import { blockLabels, type Label, labelValue } from "./labels";
import { plainWords, type RenderedDirective, routeWords } from "./words";

/** The label prefix that Caddy Docker Proxy reads by default. */
export const DEFAULT_LABEL_PREFIX = "caddy";

/**
 * The labels that make Caddy Docker Proxy serve this routing, sorted by key, so that the same
 * routing always gives the same labels.
 *
 * @param prefix the prefix that the proxy reads.
 * @param surroundings what is declared elsewhere: snippets, global options, the image's modules.
 * @throws LabelError with every problem at once, for values that the label language can't carry or
 *   that Caddy would ignore or refuse.
 */
export function renderLabels(
  routing: Routing,
  prefix: string = DEFAULT_LABEL_PREFIX,
  surroundings: Surroundings = {},
): Record<string, string> {
  const problems = checkRouting(routing, surroundings);
  if (problems.length > 0) throw new LabelError(problems);
  return renderUnchecked(routing, prefix);
}

/** The labels of a routing that nothing is known to be wrong with. */
export function renderUnchecked(
  routing: Routing,
  prefix: string = DEFAULT_LABEL_PREFIX,
): Record<string, string> {
  const global = plainWords(routing.global ?? [], GLOBALS);
  const blocks = namedBlocks(routing);
  // The global options are the block without a name, so beside them every other one needs a number.
  const alone = global.length === 0 && blocks.length === 1;
  const labels: Label[] = [
    ...blockLabels(prefix, global),
    ...blocks.flatMap(({ keys, words }, index): Label[] => {
      const key = alone ? prefix : `${prefix}_${index}`;
      return [[key, labelValue(keys)], ...blockLabels(key, words)];
    }),
  ];
  return Object.fromEntries(labels.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A block that has a name: a snippet, a named route or a site. */
interface NamedBlock {
  readonly keys: readonly Argument[];
  readonly words: readonly RenderedDirective[];
}

/** The named blocks of a routing in the order in which they are numbered. */
function namedBlocks({ snippets = [], routes = [], sites = [] }: Routing): NamedBlock[] {
  return [
    ...snippets.map(({ name, directives }) => ({
      keys: [`(${name})`],
      words: routeWords(directives, `snippet ${name}`),
    })),
    ...routes.map(({ name, directives }) => ({
      keys: [`&(${name})`],
      words: routeWords(directives),
    })),
    ...sites.map(({ addresses, directives }) => ({
      keys: addresses,
      words: routeWords(directives),
    })),
  ];
}
