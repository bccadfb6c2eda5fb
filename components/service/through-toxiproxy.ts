import type { Toxic } from "../toxics";
import { pathPort } from "../toxiproxy/path-names";
import type { Toxiproxy } from "../toxiproxy/toxiproxy";
import type { Backend } from "./options";
import { type ReplicaCounts, upTo } from "./replicas";

/**
 * Faults between the entry point and a service: its traffic runs through Toxiproxy. Without them it
 * does not pass Toxiproxy at all.
 */
export interface ServiceFaults {
  /** The server that it runs through, behind the same entry point. A change updates the route. */
  through: Toxiproxy;
  /**
   * What happens on the way to each container. A change of numbers cuts no connection. Default:
   * nothing yet; an experiment can add to it.
   */
  toxics?: Toxic[];
  /** Whether connections to the service are refused. Default: false. */
  down?: boolean;
}

/** A container of a service, with a port of it. */
interface Way {
  readonly canary: boolean;
  /** Counted from 1. */
  readonly replica: number;
  readonly port: number;
}

/** Name of the proxy in front of a container's port: `shop`, `shop-2`, `shop-canary`, `shop-port-9090`. */
function wayName({ name }: ReplicaCounts, usual: number, { canary, replica, port }: Way): string {
  return [
    name,
    ...(canary ? ["canary"] : []),
    ...(replica === 1 ? [] : [String(replica)]),
    ...(port === usual ? [] : ["port", String(port)]),
  ].join("-");
}

/** Where a service is for labels of a route with faults: at Toxiproxy, a port for each way. */
export function faultyBackend(
  releases: ReplicaCounts,
  usual: number,
  host: string,
  straight: Backend,
): Backend {
  const address = (way: Way) => `${host}:${pathPort(wayName(releases, usual, way))}`;
  return {
    ...straight,
    upstreamsFor: (port) => ({
      stable: stableWays(releases, port).map(address),
      canary: canaryWays(releases, port).map(address),
    }),
  };
}

/** A proxy of Toxiproxy, and the container and port behind it. */
export interface FaultyPath {
  readonly name: string;
  readonly port: number;
  /** Place of the container among those of the service, the canary's behind the others. */
  readonly container: number;
}

/**
 * The ways through Toxiproxy to the containers of a service.
 *
 * @param ports of its containers; the service's own comes first.
 */
export function faultyPaths(releases: ReplicaCounts, ports: readonly number[]): FaultyPath[] {
  const [usual = 0] = ports;
  return ports.flatMap((port) =>
    [...stableWays(releases, port), ...canaryWays(releases, port)].map((way, container) => ({
      name: wayName(releases, usual, way),
      port,
      container,
    })),
  );
}

function stableWays({ replicas }: ReplicaCounts, port: number): Way[] {
  return upTo(replicas).map((replica) => ({ canary: false, replica, port }));
}

function canaryWays({ canaries }: ReplicaCounts, port: number): Way[] {
  return upTo(canaries).map((replica) => ({ canary: true, replica, port }));
}
