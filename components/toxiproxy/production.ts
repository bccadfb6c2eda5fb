import { type Problem, problem } from "../schema/problems";

/** Names of production stacks. */
const PRODUCTION = ["prod", "production"];

/** Whether the name of a stack says that it is production. */
export const isProduction = (stack: string): boolean => PRODUCTION.includes(stack);

/** Refuses faults in a production stack. */
export function productionProblem(stack: string, allowed = false): Problem[] {
  if (allowed || !isProduction(stack)) return [];
  return [
    problem(
      "",
      `must not be in stack "${stack}", whose name says that it is production. Leave it out there, or ` +
        "set allowInProduction: true.",
    ),
  ];
}
