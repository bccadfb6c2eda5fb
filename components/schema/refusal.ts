import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { argsProblems, type Problem, refusalMessage, toProblem } from "./problems";

/**
 * An error that the user fixes. Pulumi prints it as one message, with every problem of the input and
 * without a stack trace.
 */
export class Refusal extends pulumi.RunError {
  /** Each mistake, with the path of the argument. */
  readonly problems: readonly Problem[];

  /**
   * @param subject the refused input, such as `ProxiedService "shop"`.
   * @param problems each with the place, the value, the rule and the fix.
   */
  constructor(subject: string, problems: readonly (Problem | string)[]) {
    super(refusalMessage(subject, problems));
    this.problems = problems.map(toProblem);
    // Pulumi never prints the stack, but has Node colour it, and Node 20 takes half a minute to colour
    // frames in node_modules.
    this.stack = this.message;
  }
}

/** @internal Checks a component's plain arguments; throws one Refusal with every mistake. */
export function checkArgs(component: string, name: string, schema: z.ZodType, args: unknown): void {
  const problems = argsProblems(schema, args);
  if (problems.length > 0) throw new Refusal(`${component} "${name}"`, problems);
}

/**
 * @internal Continues the checks of arguments although some are invalid. If `check` then throws, the
 * invalid ones are the cause, and the refusal lists only the known problems.
 */
export function goingOn<T>(subject: string, known: readonly Problem[], check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (known.length === 0 || error instanceof Refusal) throw error;
    throw new Refusal(subject, known);
  }
}
