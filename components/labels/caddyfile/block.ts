/** A block of a Caddyfile in the plugin: a site, a snippet, a directive or an option. */
export interface Block {
  /** Its position among its siblings. */
  readonly order: number;
  readonly keys: string[];
  children: Block[];
}

/** The order of a block whose key has none. */
export const LAST = 2 ** 31 - 1;

/** Sorts blocks and their children, as the plugin does before it writes them. */
export function sortBlocks(blocks: Block[]): void {
  for (const block of blocks) sortBlocks(block.children);
  blocks.sort(compareBlocks);
}

/** Whether a block holds the global options: it has no name. */
export function isGlobal({ keys }: Block): boolean {
  return keys.length === 0;
}

function isSnippet({ keys: [name = "", ...others] }: Block): boolean {
  return others.length === 0 && name.startsWith("(") && name.endsWith(")");
}

/** Whether a block defines a named matcher. */
export function isDefinition({ keys: [name = ""] }: Block): boolean {
  return name.startsWith("@");
}

function compareBlocks(a: Block, b: Block): number {
  for (const first of [isGlobal, isSnippet, isDefinition]) {
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

/** Compares by bytes of UTF-8, as Go does, which is the order of code points. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const [first, second] = [[...a], [...b]];
  const index = first.findIndex((character, at) => character !== second[at]);
  if (index === -1) return -1;
  const [left, right] = [first[index]?.codePointAt(0) ?? 0, second[index]?.codePointAt(0) ?? -1];
  return left < right ? -1 : 1;
}

/** Merges blocks into others, in place, as the plugin does. */
export function mergeBlocks(into: Block[], from: readonly Block[]): void {
  for (const block of from) {
    const twin = into.find((each) => mergesWith(each, block));
    if (twin === undefined) {
      into.push(block);
      continue;
    }
    if (isProxy(twin) && matcherOf(twin) === matcherOf(block)) addUpstreams(twin, block);
    mergeBlocks(twin.children, block.children);
  }
}

function mergesWith(a: Block, b: Block): boolean {
  if ((a.keys[0] ?? "") !== (b.keys[0] ?? "")) return false;
  if (isProxy(a) && matcherOf(a) === matcherOf(b)) return true;
  return a.keys.length === b.keys.length && a.keys.every((key, index) => key === b.keys[index]);
}

function isProxy({ keys: [name] }: Block): boolean {
  return name === "reverse_proxy" || name === "php_fastcgi";
}

function addUpstreams(into: Block, from: Block): void {
  const args = from.keys.slice(1);
  into.keys.push(...args.filter((key, index) => index > 0 || !isMatcherToken(key)));
}

function matcherOf({ keys: [, first] }: Block): string {
  return first !== undefined && isMatcherToken(first) ? first : "*";
}

function isMatcherToken(key: string): boolean {
  return key === "*" || key.startsWith("/") || key.startsWith("@");
}
