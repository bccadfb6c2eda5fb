// Sizes and durations as compose writes them.

const UNITS: Readonly<Record<string, number>> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** The bytes of a size, such as `512m`; `undefined` for another text. */
export function bytesOf(size: string): number | undefined {
  const [, number, unit = "b"] = /^(\d+(?:\.\d+)?)\s*(?:([bkmg])b?)?$/i.exec(size.trim()) ?? [];
  return number === undefined ? undefined : Number(number) * (UNITS[unit.toLowerCase()] ?? 1);
}

const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6 };

/** The seconds of a duration, such as `1m30s`; `undefined` for another text. */
export function secondsOf(duration: string): number | undefined {
  if (!/^([\d.]+(h|ms|us|m|s))+$/.test(duration)) return undefined;
  return [...duration.matchAll(/([\d.]+)(h|ms|us|m|s)/g)].reduce(
    (sum, [, number, unit = "s"]) => sum + Number(number) * (SECONDS[unit] ?? 0),
    0,
  );
}
