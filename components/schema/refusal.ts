import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { argsProblems, type Problem, refusalMessage, toProblem } from "./problems";

/**
 * What a person has to mend: shown by Pulumi as one message, without a stack trace, with every
 * problem of the input at once.
 */
export class Refusal extends pulumi.RunError {
  /** Each mistake, with the path of the argument. */
  readonly problems: readonly Problem[];

  /**
   * @param subject what is refused.
   * @param problems each with the place, the value, what is allowed and the fix.
   */
  constructor(subject: string, problems: readonly (Problem | string)[]) {
    super(refusalMessage(subject, problems));
    this.problems = problems.map(toProblem);
    // Pulumi never shows it, but has Node colour it for its traces, and Node 20 takes half a minute
    // to colour frames in node_modules.
    this.stack = this.message;
  }
}

/** @internal Checks a component's plain arguments; throws one Refusal with everything that is wrong. */
export function checkArgs(component: string, name: string, schema: z.ZodType, args: unknown): void {
  const problems = argsProblems(schema, args);
  if (problems.length > 0) throw new Refusal(`${component} "${name}"`, problems);
}

/**
 * @internal Checks arguments further although some are known to be wrong. An error that `check` throws
 * then comes from those, so the refusal lists only the known problems.
 */
export function goingOn<T>(subject: string, known: readonly Problem[], check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (known.length === 0 || error instanceof Refusal) throw error;
    throw new Refusal(subject, known);
  }
}
