// What `gatehouse doctor` finds.

/** How a check ended. */
export const Outcome = {
  Ok: "ok",
  /** Worth a look, though it may be meant. */
  Note: "note",
  Problem: "problem",
  /** Nobody can tell from here. */
  Unknown: "unknown",
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** The result of one check. */
export interface Finding {
  /** What was checked, such as `network`. */
  readonly check: string;
  readonly outcome: Outcome;
  /** What was found: with a problem, also what to do. */
  readonly text: string;
}

export const ok = (check: string, text: string): Finding => ({ check, outcome: Outcome.Ok, text });
export const note = (check: string, text: string): Finding => ({
  ...{ check, outcome: Outcome.Note, text },
});
export const bad = (check: string, text: string): Finding => ({
  ...{ check, outcome: Outcome.Problem, text },
});
export const unknown = (check: string, text: string): Finding => ({
  ...{ check, outcome: Outcome.Unknown, text },
});

/** A problem for each text; without any, all is well. */
export function problemsOr(check: string, problems: readonly string[], fine: string): Finding[] {
  return problems.length === 0 ? [ok(check, fine)] : problems.map((text) => bad(check, text));
}
