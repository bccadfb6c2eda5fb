import { renderArgument } from "../render/token";
import type { RenderedDirective } from "../render/words";
import { type Context, placesOf, within } from "./place";

const MERGED_BY_MATCHER = new Set(["reverse_proxy", "php_fastcgi"]);

/**
 * Reports siblings that the plugin takes for one when it merges two containers: while a new
 * container replaces an old one, or beside a replica, it would put one's contents into the other.
 */
export function checkMerge(
  words: readonly RenderedDirective[],
  place: string,
  context: Context,
): void {
  const seen = new Map<string, RenderedDirective>();
  const places = placesOf(words.map(({ name }) => name));
  words.forEach((word, index) => {
    const key = mergeKey(word);
    const twin = seen.get(key);
    const here = within(place, places[index] ?? word.name);
    if (twin !== undefined && JSON.stringify(twin) !== JSON.stringify(word)) {
      context.report(
        here,
        "begins like another one beside it, and the plugin would merge them. " +
          "Put them into one, or give them different matchers.",
      );
    }
    seen.set(key, word);
    checkMerge(word.block, here, context);
  });
}

/** What the plugin goes by when it merges siblings: blocks of one key become one. */
export function mergeKey({ name, args }: RenderedDirective): string {
  const values = args.map(renderArgument);
  if (!MERGED_BY_MATCHER.has(name)) return JSON.stringify([name, ...values]);
  const [first = "*"] = values;
  return JSON.stringify([name, /^[/@]/.test(first) ? first : "*"]);
}
