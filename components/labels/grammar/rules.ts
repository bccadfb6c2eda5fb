import { isIP } from "node:net";
import { didYouMean } from "../../schema/did-you-mean";
import { isPort } from "../model/address";
import type { Rule } from "./grammar";

const SPAN = "(?:\\d+\\.?\\d*|\\.\\d+)(?:ns|us|µs|ms|s|m|h|d)";
const DURATION = new RegExp(`^-?(?:0|(?:${SPAN})+)$`);

/** A duration with its unit. */
export const duration: Rule = (value) => {
  if (DURATION.test(value)) return undefined;
  const fix = /^\d+$/.test(value) ? ` Write "${value}s".` : "";
  return `must be a duration with a unit, got ${quoted(value)}.${fix || ' Write one such as "5s".'}`;
};

/** A size in bytes or with a unit. */
export const size: Rule = (value) =>
  /^(\d+\.?\d*|\.\d+) ?([kmgtp]i?)?b?$/i.test(value)
    ? undefined
    : `must be a size, got ${quoted(value)}. Write one such as "10MB".`;

/** A port. */
export const port: Rule = (value) =>
  isPort(value) ? undefined : `must be a port from 1 to 65535, got ${quoted(value)}.`;

/** An integer in this range. */
export function integer(low: number, high: number = Number.MAX_SAFE_INTEGER): Rule {
  const range = high === Number.MAX_SAFE_INTEGER ? `of at least ${low}` : `from ${low} to ${high}`;
  return (value) =>
    /^-?\d+$/.test(value) && Number(value) >= low && Number(value) <= high
      ? undefined
      : `must be an integer ${range}, got ${quoted(value)}.`;
}

/** A number between these two, exclusive. */
export function ratio(low: number, high: number): Rule {
  return (value) =>
    /^\d*\.?\d+$/.test(value) && Number(value) > low && Number(value) < high
      ? undefined
      : `must be a number between ${low} and ${high}, got ${quoted(value)}.`;
}

/** One of these strings. */
export function oneOf(...words: readonly string[]): Rule {
  return (value) =>
    words.includes(value)
      ? undefined
      : `must be one of ${words.join(", ")}, got ${quoted(value)}.${didYouMean(value, words)}`;
}

/** Which of several existing files Caddy chooses. */
export const tryPolicy: Rule = oneOf(
  "first_exist",
  "first_exist_fallback",
  "smallest_size",
  "largest_size",
  "most_recently_modified",
);

/** A status code, or a placeholder for one. */
export const status: Rule = (value) =>
  /^[1-9]\d\d$/.test(value) || isPlaceholder(value)
    ? undefined
    : `must be a status code from 100 to 999, got ${quoted(value)}.`;

/** A status code or a class such as `4xx`, which may also be written `4`. */
export const statusOrClass: Rule = (value) =>
  /^[1-5](\d\d|xx)?$/.test(value)
    ? undefined
    : `must be a status code or a class such as "4xx", got ${quoted(value)}.`;

/** An IP address or a CIDR range. */
export const cidr: Rule = (value) =>
  value === "private_ranges" || isCidr(value)
    ? undefined
    : `must be an IP address or a CIDR range, got ${quoted(value)}. Write one such as "10.0.0.0/8".`;

const WIDTHS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

function isCidr(value: string): boolean {
  const [address = "", bits, ...more] = value.split("/");
  const width = WIDTHS[isIP(address)];
  // A range has no zone, as in fe80::1%eth0.
  if (width === undefined || more.length > 0 || address.includes("%")) return false;
  return bits === undefined || (/^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= width);
}

/** The name of an HTTP header. */
export const headerField: Rule = (value) =>
  /^[-!#$%&'*+.^_`|~A-Za-z0-9]+$/.test(value) || isPlaceholder(value)
    ? undefined
    : `must be the name of a header, got ${quoted(value)}.`;

/** An HTTP verb. */
export const verb: Rule = (value) => {
  if (/^[A-Z][A-Z-]*$/.test(value) || isPlaceholder(value)) return undefined;
  return `must be an HTTP verb in capitals, got ${quoted(value)}. Write "${value.toUpperCase()}".`;
};

/** Whether a string starts with a placeholder. */
export function isPlaceholder(value: string): boolean {
  return /^\{[^{}\s$]+\}/.test(value);
}

/** A value as an error message shows it. */
export function quoted(value: string): string {
  return JSON.stringify(value);
}
