import { type Argument, argumentText } from "../model/argument";
import type { Routing, Surroundings } from "../model/routing";

/** What a check reads, and where it reports problems. */
export interface Context {
  readonly routing: Routing;
  readonly surroundings: Surroundings;
  /** Reports a problem at a place. */
  readonly report: (place: string, problem: string) => void;
}

/** Siblings with their places, which have an index where several have one name: `handle[1]`. */
export function placed<T extends { readonly name: string }>(
  words: readonly T[],
  place: string,
): { word: T; here: string }[] {
  const seen = new Map<string, number>();
  return words.map((word) => {
    const { name } = word;
    const index = seen.get(name) ?? 0;
    seen.set(name, index + 1);
    const single = words.filter((each) => each.name === name).length === 1;
    return { word, here: within(place, single ? name : `${name}[${index}]`) };
  });
}

/** An argument as messages show it. */
export function shown(argument: Argument): string {
  return JSON.stringify(argumentText(argument));
}

/** A place inside another place. */
export function within(place: string, inner: string): string {
  return /[:\]\w"]$/.test(place) && !place.endsWith(":")
    ? `${place}.${inner}`
    : `${place} ${inner}`;
}
