// What the state keeps of a release, by which `gatehouse rollback` finds the one before.
import type * as docker from "@pulumi/docker";
import type { RouteArgs } from "../resources/route";
import type { RolloutArgs } from "../resources/swarm-rollout";
import { isLater, isResource } from "../schema/later";
import type { ProxiedServiceArgs } from "./args";

/** The options that a release has beside its image and its environment. */
const KEPT = [
  ...(["command", "entrypoint", "workingDir", "user", "healthcheck", "confinement"] as const),
  ...(["limits", "stopSignal", "port", "health"] as const),
];

/** The names of options begin so where they are variables of the environment. */
const VARIABLE = "environment.";

/** The release of a service's containers, as its route keeps it. */
export function recordedRelease(
  args: ProxiedServiceArgs,
  [first]: readonly docker.Container[],
): Pick<RouteArgs, "release" | "releaseOptions"> {
  if (first === undefined) return {};
  const release = { image: args.image ?? "", imageId: first.image };
  return { release, releaseOptions: optionsOf(args) };
}

/** The same in a Swarm, where the rollout keeps it. */
export function recordedInSwarm(args: ProxiedServiceArgs): RolloutArgs["release"] {
  return { image: args.image ?? "", options: optionsOf(args) };
}

/** The options of a release whose values the program knows when it declares the service. */
function optionsOf(args: ProxiedServiceArgs): Record<string, unknown> {
  const variables = Object.entries(args.environment ?? {}).map(
    ([name, value]) => [VARIABLE + name, value] as const,
  );
  const options = KEPT.map((key) => [key, args[key]] as const);
  const known = [...variables, ...options].filter(
    ([, value]) => value !== undefined && isKnown(value),
  );
  return Object.fromEntries(known);
}

function isKnown(value: unknown): boolean {
  if (isLater(value) || isResource(value)) return false;
  return typeof value !== "object" || value === null || Object.values(value).every(isKnown);
}

/**
 * Puts options of an earlier release in place of those of the program.
 *
 * @param options by their names in the state; `null` for one that the release did not have.
 */
export function withOptions(
  args: ProxiedServiceArgs,
  options: Readonly<Record<string, unknown>>,
): ProxiedServiceArgs {
  const environment = { ...args.environment };
  const others: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (!name.startsWith(VARIABLE)) others[name] = value ?? undefined;
    else if (value === null) delete environment[name.slice(VARIABLE.length)];
    else environment[name.slice(VARIABLE.length)] = String(value);
  }
  return { ...args, environment, ...others };
}

/** Whether a name is that of an option that a release keeps. */
export function isReleaseOption(name: string): boolean {
  return name.startsWith(VARIABLE) || KEPT.some((key) => key === name);
}
