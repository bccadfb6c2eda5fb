// What the state keeps of a release, by which `gatehouse rollback` finds the one before.
import type * as docker from "@pulumi/docker";
import type { RouteArgs } from "../resources/route";
import type { RolloutArgs } from "../resources/swarm-rollout";
import { isLater, isResource } from "../schema/later";
import type { ProxiedServiceArgs } from "./args";
import type { ProxiedTcpArgs } from "./tcp/args";

/** The arguments of a service whose releases the state keeps. */
export type ReleasedArgs = ProxiedServiceArgs | ProxiedTcpArgs;

/** The options of the containers that a release has beside its image and its environment. */
const OF_CONTAINERS = [
  ...(["command", "entrypoint", "workingDir", "user", "healthcheck", "confinement"] as const),
  ...(["limits", "stopSignal"] as const),
];

/** Those of a `ProxiedService`, by which the proxy reaches them, too. */
const OF_SERVICES = [...OF_CONTAINERS, "port", "health"] as const;

/** Those of a `ProxiedTcp`, whose `port` is the entry point's. */
const OF_TCP = [...OF_CONTAINERS, "containerPort"] as const;

/** The names of options begin so where they are variables of the environment. */
const VARIABLE = "environment.";

/** A release in the arguments of a route. */
type Recorded = Pick<RouteArgs, "release" | "releaseOptions">;

/** The release of a service's containers, as its route keeps it. */
export function recordedRelease(
  args: ProxiedServiceArgs,
  containers: readonly docker.Container[],
): Recorded {
  return recorded(args, containers, optionsOf(args, OF_SERVICES));
}

/** The same of a `ProxiedTcp`. */
export function recordedTcpRelease(
  args: ProxiedTcpArgs,
  containers: readonly docker.Container[],
): Recorded {
  return recorded(args, containers, optionsOf(args, OF_TCP));
}

function recorded(
  { image = "" }: ReleasedArgs,
  [first]: readonly docker.Container[],
  releaseOptions: Record<string, unknown>,
): Recorded {
  return first === undefined ? {} : { release: { image, imageId: first.image }, releaseOptions };
}

/** The same in a Swarm, where the rollout keeps it. */
export function recordedInSwarm(args: ProxiedServiceArgs): RolloutArgs["release"] {
  return { image: args.image ?? "", options: optionsOf(args, OF_SERVICES) };
}

/** The options of a release whose values the program knows when it declares the service. */
function optionsOf<T extends ReleasedArgs>(
  args: T,
  kept: readonly (keyof T & string)[],
): Record<string, unknown> {
  const variables = Object.entries(args.environment ?? {}).map(
    ([name, value]) => [VARIABLE + name, value] as const,
  );
  const options = kept.map((key) => [key, args[key]] as const);
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
export function withOptions<T extends ReleasedArgs>(
  args: T,
  options: Readonly<Record<string, unknown>>,
): T {
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
  return name.startsWith(VARIABLE) || [...OF_SERVICES, ...OF_TCP].some((key) => key === name);
}
