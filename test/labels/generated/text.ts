import fc from "fast-check";
import type { Duration } from "../../../components/labels";
import { unrepresentable } from "../../../components/labels/render/token";

/** Characters and pairs of them with a meaning for one of the four parsers of a label. */
const NASTY = [
  ..."ab1 .,:;/*@#$%&=+-_~^|!?<>()[]{}'\"`\\\n",
  "{{",
  "}}",
  "<<",
  "\\<",
  '\\"',
  "é",
  "日",
  "😀",
];

/** Any string that a label can express, with many special characters. */
export const text = fc
  .array(fc.constantFrom(...NASTY), { minLength: 1, maxLength: 8 })
  .map((characters) => characters.join(""))
  .filter((value) => unrepresentable(value) === undefined);

/** A plain word. */
export const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);

/** A path with special characters. */
export const path = text
  .map((value) => `/${value}`)
  .filter((value) => unrepresentable(value) === undefined);

/** A header field in the spelling that Caddy keeps. */
export const field = fc.constantFrom("Accept", "Cookie", "X-Tenant", "X-Request-Id", "Origin");

/** A duration and its nanoseconds. */
export const duration = fc
  .tuple(fc.integer({ min: 1, max: 90 }), fc.constantFrom("ms", "s", "m", "h"))
  .map(([amount, unit]) => `${amount}${unit}` as Duration);

const NANOSECONDS: Readonly<Record<string, number>> = { ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };

/** A duration in Caddy's JSON. */
export function nanoseconds(value: string | undefined): number | undefined {
  const [, amount, unit = ""] = /^(\d+)(\w+)$/.exec(value ?? "") ?? [];
  return amount === undefined ? undefined : Number(amount) * (NANOSECONDS[unit] ?? Number.NaN);
}

/** Sometimes a value, otherwise `undefined`. */
export function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined, freq: 1 });
}

/** A value without undefined fields and empty objects. */
export function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => [key, compact(each)] as const)
    .filter(([, each]) => !isEmpty(each));
  return Object.fromEntries(fields);
}

function isEmpty(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length === 0
  );
}
