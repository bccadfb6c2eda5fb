import * as pulumi from "@pulumi/pulumi";
import { providerOfDocker } from "../provider/host-of";
import { type Problem, problem } from "../schema/problems";

/** The fixed names of a program's containers with their owners, by Docker host. */
const TAKEN = new WeakMap<object, Map<string, string>>();

/** A component that claims names for its containers. */
export interface NameClaim {
  /** The component's name in messages. */
  readonly owner: string;
  readonly component: pulumi.ComponentResource;
  /** What it is on, where neither it nor the program has a Docker host. */
  readonly network: object;
  /** Its argument, the base of the names. */
  readonly containerName?: string;
}

/**
 * Claims fixed names of containers. Docker would refuse a second container of a name only after Pulumi
 * has deleted the one that it replaces.
 *
 * @returns a problem for each name that another component of the program has on that Docker host.
 */
export function claimNames(
  { owner, component, network, containerName }: NameClaim,
  names: readonly string[],
): Problem[] {
  if (containerName === undefined) return [];
  const host = hostOf(component, network);
  const taken = TAKEN.get(host) ?? new Map<string, string>();
  TAKEN.set(host, taken);
  const problems = names
    .filter((name) => taken.has(name))
    .map((name) =>
      problem(
        "containerName",
        `must not name a container "${name}", as ${taken.get(name)} does on the same Docker host, ` +
          `got ${JSON.stringify(containerName)}. Choose another name.`,
      ),
    );
  if (problems.length === 0) for (const name of names) taken.set(name, owner);
  return problems;
}

/**
 * Without a provider of its own, a component is on the stack's host; outside a stack, its
 * network's.
 */
function hostOf(component: pulumi.ComponentResource, network: object): object {
  return providerOfDocker(component) ?? pulumi.runtime.getStackResource() ?? network;
}
