import {
  bytes,
  kilobytesPerSecond,
  microseconds,
  milliseconds,
} from "../../components/toxics/quantities";
import type { Random } from "./random";

/** Both ends of what is drawn, each of which can come out: `{ from: "50ms", to: "800ms" }`. */
export interface Range {
  readonly from: unknown;
  readonly to: unknown;
}

/** A place in a value where a range stands. */
export interface RangeAt {
  readonly path: readonly string[];
  readonly range: Range;
}

/** The units that both ends of a range can have, from the one that is tried first. */
const UNITS: readonly (readonly [string, (text: string) => number | undefined])[] = [
  ["ms", milliseconds],
  ["us", microseconds],
  ["B", bytes],
  ["KB/s", kilobytesPerSecond],
];

/** Whether a value is an object with `from` and `to` and nothing else. */
function isRange(value: unknown): value is Range {
  return isMapping(value) && Object.keys(value).sort().join() === "from,to";
}

/** The ranges in a value, in the order in which they stand there. */
export function rangesOf(value: unknown, path: readonly string[] = []): RangeAt[] {
  if (isRange(value)) return [{ path, range: value }];
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, below]) => rangesOf(below, [...path, key]));
}

/** The value with each range replaced by what is chosen for it. */
export function chosen(value: unknown, choose: (range: Range) => unknown): unknown {
  if (isRange(value)) return choose(value);
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, below]) => [key, chosen(below, choose)]),
  );
}

/** The problem of a range from which no value can be drawn. */
export function rangeProblem({ from, to }: Range): string | undefined {
  const ends = endsOf({ from, to });
  if (ends === undefined) {
    return 'must have two ends of one unit, such as { from: "50ms", to: "800ms" }';
  }
  return ends.low <= ends.high ? undefined : "must not have its end before its beginning";
}

/**
 * A value between both ends, each as likely: integers of ms, µs, bytes or KB/s as strings, and shares
 * in hundredths.
 *
 * @param range one without a problem.
 */
export function drawn(range: Range, random: Random): unknown {
  const ends = endsOf(range);
  if (ends === undefined) throw new Error(`nothing can be drawn from ${JSON.stringify(range)}`);
  const { low, high, unit } = ends;
  if (unit !== undefined) return `${random.whole(low, high)}${unit}`;
  const hundredths = Math.round((low + random.share() * (high - low)) * 100) / 100;
  return Math.min(high, Math.max(low, hundredths));
}

function endsOf({ from, to }: Range): { low: number; high: number; unit?: string } | undefined {
  if (typeof from === "number" && typeof to === "number") return { low: from, high: to };
  if (typeof from !== "string" || typeof to !== "string") return undefined;
  for (const [unit, parse] of UNITS) {
    const low = parse(from);
    const high = parse(to);
    if (low !== undefined && high !== undefined) return { low, high, unit };
  }
  return undefined;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
