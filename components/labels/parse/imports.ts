import type { Block } from "../caddyfile/block";

/** The snippets and files that a block imports, at any depth. */
export function importsIn({ children }: Block): string[] {
  return children.flatMap((child) => {
    const [name, snippet] = child.keys;
    return [...(name === "import" && snippet !== undefined ? [snippet] : []), ...importsIn(child)];
  });
}

/** Whether blocks have a key, at any depth. */
export function mentions(blocks: readonly Block[], key: string): boolean {
  return blocks.some(({ keys, children }) => keys.includes(key) || mentions(children, key));
}

/**
 * Whether a snippet may name a matcher: one of these blocks if its text has the name, or if it imports
 * another one that may; one that is declared elsewhere in any case.
 */
export function snippetsThatMayName(
  blocks: readonly Block[],
): (snippet: string, matcher: string) => boolean {
  const declared = new Map(
    blocks.flatMap((block) => {
      const [, name] = /^\((.*)\)$/.exec(block.keys[0] ?? "") ?? [];
      return name === undefined ? [] : [[name, block] as const];
    }),
  );
  const mayName = (snippet: string, matcher: string, around: readonly string[]): boolean => {
    const block = declared.get(snippet);
    if (block === undefined) return true;
    if (mentions(block.children, matcher)) return true;
    const inner = importsIn(block).filter((each) => !around.includes(each));
    return inner.some((each) => mayName(each, matcher, [...around, snippet]));
  };
  return (snippet, matcher) => mayName(snippet, matcher, []);
}

/** The names in placeholders for what regular expressions have captured. */
export function capturesIn(labels: Readonly<Record<string, string>>): ReadonlySet<string> {
  const text = Object.entries(labels).flat().join("\n");
  return new Set(
    [...text.matchAll(/\{(?:re|http\.regexp)\.(\w+)\./g)].map(([, name = ""]) => name),
  );
}
