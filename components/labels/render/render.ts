import { checkWithWords } from "../check/routing";
import type { Argument } from "../model/argument";
import type { Routing, Surroundings } from "../model/routing";
import { renderArgument } from "./token";
import { isShared, type RenderedDirective, RoutingWords, repeatedNames } from "./words";

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
  const words = new RoutingWords(routing);
  const problems = checkWithWords(routing, words, surroundings);
  if (problems.length > 0) throw new LabelError(problems);
  return labelsOf(words, prefix);
}

/** The labels of a routing, without checks. */
export function renderUnchecked(
  routing: Routing,
  prefix: string = DEFAULT_LABEL_PREFIX,
): Record<string, string> {
  return labelsOf(new RoutingWords(routing), prefix);
}

/** The labels of a routing's words, sorted by key. */
function labelsOf(words: RoutingWords, prefix: string): Record<string, string> {
  const blocks = namedBlocks(words);
  // The block without a name holds the global options, so the others beside it need numbers.
  const alone = words.global.length === 0 && blocks.length === 1;
  const labels: Labels = new Map();
  addWords(labels, prefix, words.global);
  for (const [index, { keys, words: own }] of blocks.entries()) {
    const key = alone ? prefix : `${prefix}_${index}`;
    labels.set(key, labelValue(keys));
    addWords(labels, key, own);
  }
  return Object.fromEntries([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A snippet, a named route or a site. */
interface NamedBlock {
  readonly keys: readonly Argument[];
  readonly words: readonly RenderedDirective[];
}

/** The named blocks of a routing, in the order of their numbers. */
function namedBlocks({ snippets, routes, sites }: RoutingWords): NamedBlock[] {
  return [
    ...snippets.map(({ block: { name }, words }) => ({ keys: [`(${name})`], words })),
    ...routes.map(({ block: { name }, words }) => ({ keys: [`&(${name})`], words })),
    ...sites.map(({ block: { addresses }, words }) => ({ keys: addresses, words })),
  ];
}

type Labels = Map<string, string>;

function addWords(
  labels: Labels,
  key: string,
  words: readonly RenderedDirective[],
  ordered = false,
): void {
  const repeated = repeatedNames(words);
  const seen = new Map<string, number>();
  for (const [index, word] of words.entries()) {
    const earlier = seen.get(word.name) ?? 0;
    if (repeated.has(word.name)) seen.set(word.name, earlier + 1);
    const among = repeated.has(word.name) ? earlier : undefined;
    const order = ordered && words.length > 1 ? index : among;
    const name = keyName(word.name, word.order ?? order);
    // Words of one order need different keys.
    const isolated = word.order !== undefined && among !== undefined ? `${name}_${among}` : name;
    addWord(labels, `${key}.${isolated}`, word);
  }
}

function addWord(
  labels: Labels,
  key: string,
  { args, block, ordered = false }: RenderedDirective,
): void {
  // A word with a block has labels below it, and needs one of its own only for arguments.
  if (args.length > 0 || block.length === 0) labels.set(key, labelValue(args));
  if (block.length === 0) return;
  if (!isShared(block)) {
    addWords(labels, key, block, ordered);
    return;
  }
  for (const [inner, value] of sharedLabels(block, ordered)) {
    labels.set(key + inner, value);
  }
}

const below = new WeakMap<readonly RenderedDirective[], Labels>();

/** The labels of a block that equal directives share, by the ends of their keys. */
function sharedLabels(block: readonly RenderedDirective[], ordered: boolean): Labels {
  const known = below.get(block);
  if (known !== undefined) return known;
  const labels: Labels = new Map();
  addWords(labels, "", block, ordered);
  below.set(block, labels);
  return labels;
}

function labelValue(args: RenderedDirective["args"]): string {
  return args.map(renderArgument).join(" ");
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
