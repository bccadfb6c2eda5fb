import type { Site } from "./routing";

/** The matchers that labels define for a site. */
export interface WrittenNames {
  /** Those of the site itself, as texts by their names. */
  readonly own: ReadonlyMap<string, string>;
  /** The names of those in its blocks. */
  readonly inner: ReadonlySet<string>;
}

const NAMES = new WeakMap<Site, WrittenNames>();

const NONE: WrittenNames = { own: new Map(), inner: new Set() };

/** Remembers the matchers that labels define for a site: the site itself needs no names of them. */
export function rememberNames(site: Site, names: WrittenNames): void {
  NAMES.set(site, names);
}

/** The names of matchers for which the labels of two sites have two definitions, one in reach of the other. */
export function namesDefinedTwice(one: Site, other: Site): string[] {
  const [mine, theirs] = [NAMES.get(one) ?? NONE, NAMES.get(other) ?? NONE];
  const differing = [...theirs.own].filter(
    ([name, text]) => (mine.own.get(name) ?? text) !== text || mine.inner.has(name),
  );
  const within = [...theirs.inner].filter((name) => mine.own.has(name));
  return [...new Set([...differing.map(([name]) => name), ...within])];
}
