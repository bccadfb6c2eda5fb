import type { ProgramContainer } from "./container";
import { checkSharedNames, checkSharedSites } from "./shared";

/**
 * What is wrong between one more service of a program and those before it, as the plugin merges
 * what they say of one site. Empty when nothing is.
 */
export function checkBeside(
  newcomer: ProgramContainer,
  others: readonly ProgramContainer[],
): string[] {
  const problems = new Set<string>();
  for (const other of others) {
    checkSharedNames(other, newcomer, (problem) => problems.add(problem));
    checkSharedSites(other, newcomer, (problem) => problems.add(problem));
  }
  return [...problems];
}
