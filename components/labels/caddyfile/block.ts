/** A block of a Caddyfile as the plugin holds it: a site, a snippet, a directive, an option. */
export interface Block {
  /** Its position among its siblings. Default: the plugin's number for the last one. */
  readonly order: number;
  readonly keys: string[];
  children: Block[];
}

/** The order of a block that has none. */
export const LAST = 2 ** 31 - 1;

/** Sorts blocks and everything below them, as the plugin does before it writes them. */
export function sortBlocks(blocks: Block[]): void {
  for (const block of blocks) sortBlocks(block.children);
  blocks.sort(compareBlocks);
}

/** Whether a block is the one without a name, which holds the global options. */
export function isGlobal({ keys }: Block): boolean {
  return keys.length === 0;
}

function isSnippet({ keys: [name = "", ...others] }: Block): boolean {
  return others.length === 0 && name.startsWith("(") && name.endsWith(")");
}

function isMatcher({ keys: [name = ""] }: Block): boolean {
  return name.startsWith("@");
}

function compareBlocks(a: Block, b: Block): number {
  for (const first of [isGlobal, isSnippet, isMatcher]) {
    if (first(a) !== first(b)) return first(a) ? -1 : 1;
  }
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return (
    compareLists(a.keys, b.keys, compareText) || compareLists(a.children, b.children, compareBlocks)
  );
}

function compareLists<T>(
  a: readonly T[],
  b: readonly T[],
  compare: (a: T, b: T) => number,
): number {
  const common = Math.min(a.length, b.length);
  for (const [index, first] of a.slice(0, common).entries()) {
    const compared = compare(first, b[index] as T);
    if (compared !== 0) return compared;
  }
  return a.length - b.length;
}

/** Compares as Go does, by bytes of UTF-8, which is the order of code points. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const [first, second] = [[...a], [...b]];
  const index = first.findIndex((character, at) => character !== second[at]);
  if (index === -1) return -1;
  const [left, right] = [first[index]?.codePointAt(0) ?? 0, second[index]?.codePointAt(0) ?? -1];
  return left < right ? -1 : 1;
}
