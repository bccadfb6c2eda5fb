import type { Matcher } from "../model/matcher";

/**
 * The name of a matcher, derived from its content: during an overlap of an old and a new container
 * equal names then mean equal matchers, and Caddy refuses a name that has two meanings.
 *
 * @param scope what keeps the matchers of a snippet apart from those of the sites that import it.
 */
export function matcherName(matcher: Matcher, scope: string): string {
  return `@m${hash(`${scope}\n${stable(matcher)}`)}`;
}

/** JSON that doesn't depend on the order in which the keys were written. */
function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}:${stable(each)}`);
  return `{${fields.join(",")}}`;
}

/** 64 bits of two FNV-1a hashes, in hexadecimal: names are for telling apart, not for secrets. */
function hash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ (code + index), 0x01000193);
  }
  return [low, high].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
