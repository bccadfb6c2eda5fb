import type { Surroundings } from "../model/routing";
import { RoutingWords } from "../render/words";
import { Declarations } from "./declarations";
import { EarlierContainers } from "./earlier";
import { checkPortsBeside, Ports } from "./ports";
import { checkReplicas } from "./replicas";
import { checkWithWords } from "./routing";
import { checkSharedNames, checkSharedSites, type ProgramContainer } from "./shared";

/**
 * Checks the containers that one proxy reads: each of them, and all together, since the plugin merges
 * their labels for one site. Returns all problems.
 *
 * @param surroundings declarations outside these containers.
 */
export function checkProgram(
  containers: readonly ProgramContainer[],
  surroundings: Surroundings = {},
): string[] {
  const problems = new Set<string>();
  const report = (problem: string) => problems.add(problem);
  const all = together(containers, surroundings);
  const around = new Declarations(all);
  for (const { name, routing } of containers) {
    const words = new RoutingWords(routing);
    for (const problem of checkWithWords(routing, words, all, around)) {
      report(`container "${name}": ${problem}`);
    }
  }
  const ports = new Ports(all.global);
  for (const { name, routing } of containers) ports.add(routing, name);
  ports.problems().forEach(report);
  const earlier = new EarlierContainers();
  for (const second of containers) {
    for (const first of earlier.meet(second)) {
      checkSharedNames(first, second, report);
      if (serviceOf(first) === serviceOf(second)) checkReplicas(first, second, report);
      else checkSharedSites(first, second, report);
    }
  }
  return [...problems];
}

function serviceOf({ name, service = name }: ProgramContainer): string {
  return service;
}

/** The surroundings of each container: the declarations of all of them, too. */
function together(
  containers: readonly ProgramContainer[],
  surroundings: Surroundings,
): Surroundings {
  const all = [surroundings, ...containers.map(({ routing }) => routing)];
  return {
    ...surroundings,
    global: all.flatMap(({ global = [] }) => global),
    snippets: all.flatMap(({ snippets = [] }) => snippets),
    routes: all.flatMap(({ routes = [] }) => routes),
  };
}

/** Checks a service of a program against those before it. Returns all problems. */
export function checkBeside(
  newcomer: ProgramContainer,
  others: readonly ProgramContainer[],
): string[] {
  const problems = new Set<string>();
  for (const problem of checkPortsBeside(newcomer, others)) problems.add(problem);
  for (const other of others) {
    checkSharedNames(other, newcomer, (problem) => problems.add(problem));
    checkSharedSites(other, newcomer, (problem) => problems.add(problem));
  }
  return [...problems];
}
