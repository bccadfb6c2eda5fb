import { InvalidArgumentError } from "commander";

/** Milliseconds of each unit. */
const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * The stamp from which lines are wanted: `10m` ago, or a time of ISO 8601.
 *
 * @throws InvalidArgumentError where it is neither.
 */
export function sinceStamp(text: string, now = Date.now()): string {
  const parts = [...text.matchAll(/(\d+)([smhd])/g)];
  if (parts.length > 0 && parts.map(([part]) => part).join("") === text) {
    const ago = parts.reduce(
      (sum, [, count, unit = ""]) => sum + Number(count) * (UNITS[unit] ?? 0),
      0,
    );
    return new Date(now - ago).toISOString();
  }
  const time = Date.parse(text);
  if (/^\d{4}-\d\d/.test(text) && !Number.isNaN(time)) return new Date(time).toISOString();
  throw new InvalidArgumentError(
    'Write how long ago, "10m" or "1h30m", or a time, "2026-11-27T08:00".',
  );
}

/**
 * How many lines are wanted; `undefined` for all.
 *
 * @throws InvalidArgumentError where it is no number.
 */
export function tailOf(text: string): number | undefined {
  if (text === "all") return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a number of lines, or "all".');
}
