import { ORDERED } from "../model/directive";
import { renderArgument } from "./token";
import type { RenderedDirective } from "./words";

/** A label's key and its value. */
export type Label = readonly [key: string, value: string];

/** The labels of the words of a block. */
export function blockLabels(
  key: string,
  words: readonly RenderedDirective[],
  ordered = false,
): Label[] {
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

/** The value of a label: its arguments, quoted as they need. */
export function labelValue(args: RenderedDirective["args"]): string {
  return args.map(renderArgument).join(" ");
}

function wordLabels(key: string, word: RenderedDirective): Label[] {
  const below = blockLabels(key, word.block, ORDERED.has(word.name));
  // The plugin makes up the label of a block that takes nothing.
  const silent = word.args.length === 0 && below.length > 0;
  return silent ? below : [[key, labelValue(word.args)], ...below];
}

/**
 * The name of a word as part of a key: dots escaped, and where it looks like an order prefix or an
 * isolation suffix, a real one before or after it, which is what the plugin takes off.
 */
function keyName(name: string, order: number | undefined): string {
  const escaped = name.replaceAll(".", "\\.");
  const isolated = /_\d+$/.test(name) ? `${escaped}_0` : escaped;
  if (order !== undefined) return `${order}_${isolated}`;
  return /^\d+_/.test(name) ? `0_${isolated}` : isolated;
}
