import { type Problem, problem } from "../schema/problems";

/** Names of production stacks. */
const PRODUCTION = ["prod", "production"];

/** Whether a stack is a production stack, by its name. */
export const isProduction = (stack: string): boolean => PRODUCTION.includes(stack);

/** Refuses faults in a production stack. */
export function productionProblem(stack: string, allowed = false): Problem[] {
  if (allowed || !isProduction(stack)) return [];
  return [
    problem(
      "",
      `must not be in the production stack "${stack}". Leave it out there, or set ` +
        "allowInProduction: true.",
    ),
  ];
}
