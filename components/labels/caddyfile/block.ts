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

function isSnippet({ keys }: Block): boolean {
  const [name = ""] = keys;
  return keys.length === 1 && name.startsWith("(") && name.endsWith(")");
}

/** Whether a block of a Caddyfile is a site: neither global options, nor a snippet, nor a named route. */
export function isSite(block: Block): boolean {
  const [name = ""] = block.keys;
  return !isGlobal(block) && !isSnippet(block) && !name.startsWith("&(");
}

/** Whether a block defines a named matcher. */
export function isDefinition({ keys: [name = ""] }: Block): boolean {
  return name.startsWith("@");
}

/** The kinds of blocks in the order in which the plugin writes them. */
const KINDS = [isGlobal, isSnippet, isDefinition];

function rank(block: Block): number {
  const kind = KINDS.findIndex((is) => is(block));
  return kind === -1 ? KINDS.length : kind;
}

function compareBlocks(a: Block, b: Block): number {
  const [first, second] = [rank(a), rank(b)];
  if (first !== second) return first - second;
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
  for (let index = 0; index < common; index++) {
    const compared = compare(a[index] as T, b[index] as T);
    if (compared !== 0) return compared;
  }
  return a.length - b.length;
}

/** Compares by bytes of UTF-8, as Go does, which is the order of code points. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  // Below the surrogates, the order of code units is that of code points.
  if (!HIGH.test(a) && !HIGH.test(b)) return a < b ? -1 : 1;
  const [first, second] = [[...a], [...b]];
  const index = first.findIndex((character, at) => character !== second[at]);
  if (index === -1) return -1;
  const [left, right] = [first[index]?.codePointAt(0) ?? 0, second[index]?.codePointAt(0) ?? -1];
  return left < right ? -1 : 1;
}

const HIGH = /[\ud800-\uffff]/;

/** Merges blocks into others, in place, as the plugin does. */
export function mergeBlocks(into: Block[], from: readonly Block[]): void {
  new MergedBlocks(into).add(from);
}

/** Blocks that others are merged into. */
export class MergedBlocks {
  /** The first block of each key. */
  private readonly first = new Map<string, Block>();
  private readonly below = new Map<Block, MergedBlocks>();

  constructor(readonly blocks: Block[] = []) {
    this.index();
  }

  /** Merges blocks into these, in place, as the plugin does. */
  add(from: readonly Block[]): void {
    for (const block of from) {
      const key = mergeKey(block);
      const twin = this.first.get(key);
      if (twin === undefined) {
        this.blocks.push(block);
        this.first.set(key, block);
        continue;
      }
      if (isProxy(twin)) addUpstreams(twin, block);
      // An argument like a matcher changes the block's key.
      if (mergeKey(twin) !== key) this.index();
      this.childrenOf(twin).add(block.children);
    }
  }

  private index(): void {
    this.first.clear();
    for (const block of this.blocks) {
      const key = mergeKey(block);
      if (!this.first.has(key)) this.first.set(key, block);
    }
  }

  private childrenOf(block: Block): MergedBlocks {
    const known = this.below.get(block) ?? new MergedBlocks(block.children);
    this.below.set(block, known);
    return known;
  }
}

/** The key by which blocks merge: a proxy's name and matcher, or all keys of another block. */
function mergeKey(block: Block): string {
  if (!isProxy(block)) return JSON.stringify(block.keys);
  return JSON.stringify([block.keys[0], matcherOf(block)]);
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
