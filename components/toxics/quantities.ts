// Converts strings with a unit to integers, without rounding: 1.005s is 1005 ms, and 0.5ms is invalid.

const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const BYTES: Readonly<Record<string, bigint>> = {
  B: 1n,
  KB: 1_000n,
  MB: 1_000_000n,
  GB: 1_000_000_000n,
};

/** The forms of these strings, for the JSON schemas of files. */
export const DURATION = /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/;
export const SIZE = /^(\d+(\.\d+)?[KMG]?B)+$/;
export const RATE = /^(\d+(\.\d+)?[KMG]?B)+\/s$/;

/** Milliseconds of a duration such as `1m30s`; undefined where that is invalid, or no integer. */
export function milliseconds(text: string): number | undefined {
  return whole(text, NANOSECONDS, 1_000_000n);
}

/** Microseconds of a duration such as `10us`, likewise. */
export function microseconds(text: string): number | undefined {
  return whole(text, NANOSECONDS, 1_000n);
}

/** Bytes of a size such as `1.5KB`, likewise. */
export function bytes(text: string): number | undefined {
  return /^[\d.]+[A-Z]+$/.test(text) ? whole(text, BYTES, 1n) : undefined;
}

/** KB/s of a rate such as `1.5MB/s`, likewise. */
export function kilobytesPerSecond(text: string): number | undefined {
  return /^[\d.]+[A-Z]+\/s$/.test(text) ? whole(text.slice(0, -2), BYTES, 1_000n) : undefined;
}

/** A sum of numbers with units, as an integer of parts of this size. */
function whole(
  text: string,
  units: Readonly<Record<string, bigint>>,
  part: bigint,
): number | undefined {
  if (!/^(\d+(\.\d+)?[A-Za-zµ]+)+$/.test(text)) return undefined;
  let sum = 0n;
  let scale = 1n;
  for (const [, integer = "", decimals = "", name = ""] of text.matchAll(
    /(\d+)(?:\.(\d+))?([A-Za-zµ]+)/g,
  )) {
    const unit = Object.hasOwn(units, name) ? units[name] : undefined;
    if (unit === undefined) return undefined;
    const times = 10n ** BigInt(decimals.length);
    sum = sum * times + BigInt(integer + decimals) * unit * scale;
    scale *= times;
  }
  return sum % (part * scale) === 0n ? Number(sum / (part * scale)) : undefined;
}
