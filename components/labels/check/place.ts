import { type Argument, argumentText } from "../model/argument";
import type { Routing, Surroundings } from "../model/routing";

/** What a check looks at, and where its problems go. */
export interface Context {
  readonly routing: Routing;
  readonly surroundings: Surroundings;
  /** Says that something at a place is wrong. */
  readonly report: (place: string, problem: string) => void;
}

/** The names of siblings as places: `handle[1]` where there are several of a name. */
export function placesOf(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const index = seen.get(name) ?? 0;
    seen.set(name, index + 1);
    return names.indexOf(name) === names.lastIndexOf(name) ? name : `${name}[${index}]`;
  });
}

/** An argument as an error message shows it. */
export function shown(argument: Argument): string {
  return JSON.stringify(argumentText(argument));
}

/** A place followed by a place inside it. */
export function within(place: string, inner: string): string {
  return /[:\]\w"]$/.test(place) && !place.endsWith(":")
    ? `${place}.${inner}`
    : `${place} ${inner}`;
}
