import type { Surroundings } from "../model/routing";
import type { ProgramContainer } from "./container";
import { checkReplicas } from "./replicas";
import { checkRouting } from "./routing";
import { checkSharedNames, checkSharedSites } from "./shared";

/**
 * Everything that is wrong with containers that one proxy reads: with each of them, and with all of
 * them together, as the plugin merges what they say of one site. Empty when nothing is.
 *
 * @param surroundings what is declared outside these containers.
 */
export function checkProgram(
  containers: readonly ProgramContainer[],
  surroundings: Surroundings = {},
): string[] {
  const problems = new Set<string>();
  const report = (problem: string) => problems.add(problem);
  const all = together(containers, surroundings);
  for (const { name, routing } of containers) {
    for (const problem of checkRouting(routing, all)) report(`container "${name}": ${problem}`);
  }
  containers.forEach((second, index) => {
    for (const first of containers.slice(0, index)) {
      checkSharedNames(first, second, report);
      if (serviceOf(first) === serviceOf(second)) checkReplicas(first, second, report);
      else checkSharedSites(first, second, report);
    }
  });
  return [...problems];
}

function serviceOf({ name, service = name }: ProgramContainer): string {
  return service;
}

/** What every container may count on: what the others declare, too. */
function together(
  containers: readonly ProgramContainer[],
  surroundings: Surroundings,
): Surroundings {
  const routings = containers.map(({ routing }) => routing);
  return {
    ...surroundings,
    global: [...(surroundings.global ?? []), ...routings.flatMap(({ global = [] }) => global)],
    snippets: [
      ...(surroundings.snippets ?? []),
      ...routings.flatMap(({ snippets = [] }) => snippets),
    ],
    routes: [...(surroundings.routes ?? []), ...routings.flatMap(({ routes = [] }) => routes)],
  };
}
