import { randomInt } from "node:crypto";
import { bytes, kilobytesPerSecond, microseconds, milliseconds } from "../toxics/quantities";

/** The largest seed: seeds are integers of 32 bits. */
export const MAX_SEED = 0xffff_ffff;

/** Numbers that look random and are the same for the same seed, on every machine. */
export interface Random {
  /** From 0, included, to 1, excluded. */
  share(): number;
  /** An integer from `low` to `high`, both included. */
  whole(low: number, high: number): number;
}

/** A random seed. */
export const anySeed = () => randomInt(MAX_SEED + 1);

/**
 * Numbers drawn from a seed, by mulberry32: 32 bits of state, enough for faults and not for secrets.
 * Toxiproxy's own `-seed` has no effect since 2.9.0, so faults are drawn here.
 */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const share = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / (MAX_SEED + 1);
  };
  return { share, whole: (low, high) => low + Math.floor(share() * (high - low + 1)) };
}

/** The ends of a range to draw from, both included: `{ from: "50ms", to: "800ms" }`. */
export interface Range {
  readonly from: unknown;
  readonly to: unknown;
}

/** A range in a value, and its path. */
export interface RangeAt {
  readonly path: readonly string[];
  readonly range: Range;
}

/** The units that both ends of a range can have, in the order in which {@link endsOf} tries them. */
const UNITS: readonly (readonly [string, (text: string) => number | undefined])[] = [
  ["ms", milliseconds],
  ["us", microseconds],
  ["B", bytes],
  ["KB/s", kilobytesPerSecond],
];

/** Whether a value is an object with `from` and `to` and nothing else. */
function isRange(value: unknown): value is Range {
  return isObject(value) && Object.keys(value).sort().join() === "from,to";
}

/** The ranges in a value, in their order. */
export function rangesOf(value: unknown, path: readonly string[] = []): RangeAt[] {
  if (isRange(value)) return [{ path, range: value }];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, below]) => rangesOf(below, [...path, key]));
}

/** The value with each range replaced by the value that `choose` gives for it. */
export function chosen(value: unknown, choose: (range: Range) => unknown): unknown {
  if (isRange(value)) return choose(value);
  if (!isObject(value)) return value;
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
 * Draws a value from a range, all equally likely: integers of ms, µs, bytes or KB/s as strings, and
 * shares in hundredths.
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
