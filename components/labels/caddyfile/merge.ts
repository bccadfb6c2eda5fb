import type { Block } from "./block";

/** Merges blocks into others as the plugin does, the first list being changed. */
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
  into.keys.push(...args.filter((key, index) => index > 0 || !isMatcher(key)));
}

function matcherOf({ keys: [, first] }: Block): string {
  return first !== undefined && isMatcher(first) ? first : "*";
}

function isMatcher(key: string): boolean {
  return key === "*" || key.startsWith("/") || key.startsWith("@");
}
