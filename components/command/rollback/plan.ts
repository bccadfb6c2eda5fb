// Which release a service goes back to.
import type { Release, Releases } from "../../resources/releases";
import { CommandFailure, ExitCode } from "../failure";
import { serviceNamed } from "../logs/sources";
import type { Deployed, DeployedService } from "../stack/model";

/** A service, the release that serves, and the one before. */
export interface Plan {
  readonly service: DeployedService;
  readonly now: Release;
  readonly before: Release;
}

/**
 * Plans the way back of a service to its last release.
 *
 * @param name the service. Default: the only one with a release before.
 * @throws CommandFailure where it has none, or can't have any.
 */
export function planOf(deployed: Deployed, name: string | undefined): Plan {
  const service = name === undefined ? onlyOne(deployed) : serviceNamed(deployed, name);
  const refuse = (reason: string): never => {
    throw new CommandFailure(`service "${service.name}" ${reason}`, ExitCode.Problems);
  };
  if (!RELEASED.includes(service.kind)) {
    refuse(`is a ${service.kind}, and only ${RELEASED.join(" and ")} keep their releases.`);
  }
  const { release: now, earlier: [before] = [] } = releasesOf(service);
  if (now === undefined || before === undefined) {
    return refuse(
      "has no release before this one that the state knows. The state keeps the releases that a later " +
        "one replaced, from the first update with this version of the package on.",
    );
  }
  return { service, now, before };
}

/** The releases that the state keeps of a service: its route, or in a Swarm its rollout. */
function releasesOf({ resources }: DeployedService): Releases {
  return resources.map(({ outputs }): Releases => outputs).find(({ release }) => release) ?? {};
}

/** The kinds of services whose releases the state keeps. */
const RELEASED = ["ProxiedService", "ProxiedTcp"];

function onlyOne({ stack, services }: Deployed): DeployedService {
  const able = services.filter((each) => (releasesOf(each).earlier ?? []).length > 0);
  const [first, second] = able;
  if (first !== undefined && second === undefined) return first;
  const names = able.map(({ name }) => name).join(", ");
  throw new CommandFailure(
    first === undefined
      ? `no service of stack "${stack}" has a release before the one that serves.`
      : `name the service: several have a release before the one that serves, ${names}.`,
  );
}

/** The key of a service's pin in the stack's configuration, a path of `pulumi config`. */
export function pinKey(service: string): string {
  const key = "gatehouse:releases";
  return /^[\w-]+$/.test(service) ? `${key}.${service}` : `${key}[${JSON.stringify(service)}]`;
}
