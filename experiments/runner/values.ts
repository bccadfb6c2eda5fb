import { z } from "zod";
import { milliseconds } from "../../components/toxics/quantities";

/*
 * Parse the plain values of an experiment's file, strings with a unit, to numbers. Each error
 * completes "<path> …, got <value>."; see components/schema/problems.ts.
 */

/** A duration of at least `low` and at most `high`, to milliseconds. */
export function span(low: string, high: string) {
  const error = `must be a duration of whole milliseconds with its unit, such as "5s", from ${low} to ${high}`;
  const least = milliseconds(low) ?? 0;
  const most = milliseconds(high) ?? 0;
  return z.string({ error }).transform((text, context) => {
    const value = milliseconds(text);
    if (value !== undefined && value >= least && value <= most) return value;
    context.addIssue({ code: "custom", message: error });
    return z.NEVER;
  });
}

const SHARE = 'must be a share such as "99%" or "99.5%", from 0% to 100%';

/** A share in percent, to 0 to 1. */
export const percent = z.string({ error: SHARE }).transform((text, context) => {
  const value = /^\d{1,3}(\.\d{1,3})?%$/.test(text) ? Number(text.slice(0, -1)) / 100 : 2;
  if (value <= 1) return value;
  context.addIssue({ code: "custom", message: SHARE });
  return z.NEVER;
});

/** An integer in this range. */
export function whole(low: number, high: number) {
  const error = `must be an integer from ${low} to ${high}`;
  return z.int({ error }).min(low, { error }).max(high, { error });
}

/** A string of this form. */
export function text(pattern: RegExp, error: string) {
  return z.string({ error }).regex(pattern, { error });
}
