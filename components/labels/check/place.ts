import { type Argument, argumentText } from "../model/argument";
import type { Routing, Surroundings } from "../model/routing";
import type { Contents } from "../render/content";
import type { Declarations } from "./declarations";

/** What a check reads, and where it reports problems. */
export interface Context {
  readonly routing: Routing;
  readonly surroundings: Surroundings;
  /** The declarations of both. */
  readonly declarations: Declarations;
  /** Whether this is a snippet, whose text has places for the arguments of an import. */
  readonly inSnippet?: boolean;
  /** The contents of directives, of which equal ones are checked once. */
  readonly contents?: Contents;
  /** Reports a problem at a place. */
  readonly report: (place: Place, problem: string) => void;
}

/** Where something is. Only a message needs the text, so a check makes none before. */
export type Place = string | InnerPlace;

interface Named {
  readonly name: string;
}

/** A place inside another place. */
class InnerPlace {
  /** @param at the index of the word among its siblings. */
  constructor(
    private readonly around: Place,
    private readonly siblings: readonly Named[],
    private readonly at: number,
  ) {}

  /** The place's text, with an index where several siblings have one name: `handle[1]`. */
  toString(): string {
    const name = this.siblings[this.at]?.name ?? "";
    const same = (word: Named) => word.name === name;
    const single = this.siblings.filter(same).length === 1;
    const index = this.siblings.slice(0, this.at).filter(same).length;
    return joined(String(this.around), single ? name : `${name}[${index}]`);
  }
}

/** The place of a word among its siblings. */
export function placeOf(siblings: readonly Named[], at: number, around: Place): Place {
  return new InnerPlace(around, siblings, at);
}

/** An argument as messages show it. */
export function shown(argument: Argument): string {
  return JSON.stringify(argumentText(argument));
}

/** A place inside another place. */
export function within(around: Place, name: string): Place {
  return new InnerPlace(around, [{ name }], 0);
}

function joined(place: string, inner: string): string {
  return /[:\]\w"]$/.test(place) && !place.endsWith(":")
    ? `${place}.${inner}`
    : `${place} ${inner}`;
}
