import { checkRouting } from "../check/routing";
import { GLOBALS } from "../directives/global-grammar";
import type { Argument } from "../model/argument";
import { type Directive, ORDERED } from "../model/directive";
import type { Routing, Surroundings } from "../model/routing";
import { renderArgument } from "./token";
import { plainWords, type RenderedDirective, routeWords } from "./words";

/** The problems of a routing, or of labels: all of them at once. */
export class LabelError extends Error {
  override readonly name = "LabelError";

  /** @param problems each with its place, value, rule and fix. */
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** The label prefix that Caddy Docker Proxy reads by default. */
export const DEFAULT_LABEL_PREFIX = "caddy";

/**
 * The labels that make Caddy Docker Proxy serve this routing, sorted by key: the same routing always
 * gives the same labels.
 *
 * @param prefix the prefix that the proxy reads. Changing it moves all labels.
 * @param surroundings declarations outside the container: snippets, global options, the image's
 *   modules.
 * @throws LabelError with all problems: values that labels cannot express, or that Caddy would ignore
 *   or refuse.
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

/** The labels of a routing, without checks. */
export function renderUnchecked(
  routing: Routing,
  prefix: string = DEFAULT_LABEL_PREFIX,
): Record<string, string> {
  const global = plainWords(routing.global ?? [], GLOBALS);
  const blocks = namedBlocks(routing);
  // The block without a name holds the global options, so the others beside it need numbers.
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

/** A snippet, a named route or a site. */
interface NamedBlock {
  readonly keys: readonly Argument[];
  readonly words: readonly RenderedDirective[];
}

/** The named blocks of a routing, in the order of their numbers. */
function namedBlocks({ snippets = [], routes = [], sites = [] }: Routing): NamedBlock[] {
  const block = (
    keys: readonly Argument[],
    directives: readonly Directive[],
    scope?: string,
  ): NamedBlock => ({ keys, words: routeWords(directives, scope) });
  return [
    ...snippets.map(({ name, directives }) => block([`(${name})`], directives, `snippet ${name}`)),
    ...routes.map(({ name, directives }) => block([`&(${name})`], directives)),
    ...sites.map(({ addresses, directives }) => block(addresses, directives)),
  ];
}

type Label = readonly [key: string, value: string];

function blockLabels(key: string, words: readonly RenderedDirective[], ordered = false): Label[] {
  const names = words.map(({ name }) => name);
  const seen = new Map<string, number>();
  return words.flatMap((word, index) => {
    const earlier = seen.get(word.name) ?? 0;
    seen.set(word.name, earlier + 1);
    const repeated = names.indexOf(word.name) !== names.lastIndexOf(word.name);
    const order = ordered && words.length > 1 ? index : repeated ? earlier : undefined;
    return wordLabels(`${key}.${keyName(word.name, order)}`, word);
  });
}

function labelValue(args: RenderedDirective["args"]): string {
  return args.map(renderArgument).join(" ");
}

function wordLabels(key: string, word: RenderedDirective): Label[] {
  const below = blockLabels(key, word.block, ORDERED.has(word.name));
  // A block without arguments needs no label of its own.
  const silent = word.args.length === 0 && below.length > 0;
  return silent ? below : [[key, labelValue(word.args)], ...below];
}

/**
 * The name of a word as part of a key, its dots escaped. One that looks like an order prefix or an
 * isolation suffix gets a real one, which the plugin removes.
 */
function keyName(name: string, order: number | undefined): string {
  const escaped = name.replaceAll(".", "\\.");
  const isolated = /_\d+$/.test(name) ? `${escaped}_0` : escaped;
  if (order !== undefined) return `${order}_${isolated}`;
  return /^\d+_/.test(name) ? `0_${isolated}` : isolated;
}
