import type { ProgramContainer } from "./container";
import { checkSharedNames, checkSharedSites } from "./shared";

/**
 * Checks one more service of a program against those before it, as the plugin merges
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
