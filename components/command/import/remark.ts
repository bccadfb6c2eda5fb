import { type Place, shownPlace } from "../compose/tree";

/** Something that the program does not have, or that a person has to do. */
export interface Remark {
  readonly place: Place;
  /** The service that it is about. */
  readonly service?: string;
  /** The key or label that it is about. */
  readonly key?: string;
  /** What it is and what to do. */
  readonly message: string;
  /** Whether something is not carried over. */
  readonly left: boolean;
}

/** A remark as a line of a report. */
export function remarkLine({ place, service, key, message, left }: Remark): string {
  const subject = [service, key].filter((each) => each !== undefined).join(" ");
  const kind = left ? "not carried over" : "note";
  return `${shownPlace(place)}: ${kind}: ${subject === "" ? "" : `${subject}: `}${message}\n`;
}

/** A remark as the lines of a comment in the program. */
export function remarkComment({ place, key, message, left }: Remark, width: number): string[] {
  const where = `${place.file.split(/[\\/]/).at(-1)}:${place.line}`;
  const start = left ? `Not carried over from ${where}` : `See ${where}`;
  return wrapped(`${start}${key === undefined ? "" : `, ${key}`}: ${message}`, width);
}

/** A text in lines of at most that many characters, where words allow it. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
