import fc from "fast-check";
import type { Duration } from "../../../components/labels";
import { unrepresentable } from "../../../components/labels/render/token";

/** Characters and pairs of them that mean something to one of the four readers of a label. */
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

/** Any text that a label can carry, the nastier the likelier. */
export const text = fc
  .array(fc.constantFrom(...NASTY), { minLength: 1, maxLength: 8 })
  .map((characters) => characters.join(""))
  .filter((value) => unrepresentable(value) === undefined);

/** A plain word. */
export const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);

/** A path with nasty characters in it. */
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

/** What Caddy's JSON says for a duration. */
export function nanoseconds(value: string | undefined): number | undefined {
  const [, amount, unit = ""] = /^(\d+)(\w+)$/.exec(value ?? "") ?? [];
  return amount === undefined ? undefined : Number(amount) * (NANOSECONDS[unit] ?? Number.NaN);
}

/** Now and then a value, else `undefined`. */
export function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined, freq: 1 });
}

/** A value as JSON keeps it: without what is undefined or an empty object. */
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
