import { distance } from "fastest-levenshtein";

/** The most characters to change, add or remove between a misspelt word and a known one. */
const FARTHEST = 3;

/**
 * The known words that a word is most like, as a question to append to a message: ` Did you mean network?`
 * Empty where it is like none. Upper and lower case, "_" and "-" count as the same.
 */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = known
    .map((each) => ({ each, far: between(plain(word), plain(each)) }))
    .filter(({ each, far }) => far <= FARTHEST && far < Math.max(word.length, each.length) / 2);
  const least = Math.min(...near.map(({ far }) => far));
  const nearest = near.filter(({ far }) => far === least).map(({ each }) => each);
  return nearest.length === 0 ? "" : ` Did you mean ${nearest.join(" or ")}?`;
}

/** The number of mistakes between two words; letters in another order are one. */
function between(one: string, other: string): number {
  const far = distance(one, other);
  return far > 1 && sorted(one) === sorted(other) ? 1 : far;
}

function sorted(word: string): string {
  return [...word].sort().join("");
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, "");
}
