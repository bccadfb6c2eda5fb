/** Names of stacks that serve real people. */
const PRODUCTION = ["prod", "production"];

/** Whether a stack serves real people, as its name says. */
export const isProduction = (stack: string): boolean => PRODUCTION.includes(stack);

/** Why faults can't be in that stack, a sentence; empty where they may. */
export function productionProblem(stack: string, allowed = false): string[] {
  if (allowed || !isProduction(stack)) return [];
  return [
    `must not be in stack "${stack}", whose name says that it is production. Leave it out there, or ` +
      "set allowInProduction: true.",
  ];
}
