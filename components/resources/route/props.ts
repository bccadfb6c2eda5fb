import type { DockerHost } from "../../docker/endpoint";
import type { Probe } from "../../docker/probe";
import { textOf } from "../../schema/canonical";

/** What a route is made of, resolved; it is also what the state keeps of it. */
export interface RouteProps {
  readonly docker: DockerHost;
  /** `<project>/<stack>/<service>`, which no other route on the Docker host has. */
  readonly name: string;
  /** Id of the proxy's container. */
  readonly proxy: string;
  /** Id of the container that reads the labels, where the proxy itself does not. */
  readonly controller?: string;
  /** Labels of the route-holder; none where the service's own containers carry the labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Files that the labels refer to, by path below {@link FILES}: hashes of passwords. */
  readonly files: Readonly<Record<string, string>>;
  /** Ids of the containers that have to be ready before the route leads to them. */
  readonly containers: readonly string[];
  /** Ids of those that a release file names, by that file. */
  readonly releases: Readonly<Record<string, string>>;
  readonly probes: readonly Probe[];
  /** Where the proxy passes on whether the container that `readyFile` names is ready. */
  readonly ready?: Probe;
  readonly readyFile?: string;
  /** Seconds a container may take to be ready. */
  readonly readyTimeout: number;
  /** Seconds between the moment that replaced containers get no more requests and their stop. */
  readonly drain: number;
  /**
   * When an update found the proxy held back by labels that it was about to delete, by the engine's
   * clock. Only the state has it, until a refresh sees the proxy serve the route.
   */
  readonly heldBackSince?: number;
}

/** Label of a route-holder: the name of its route. */
export const ROUTE_LABEL = "gatehouse.route";

/**
 * What is compared to see whether a route has to be changed. Another controller reads what is there
 * already.
 */
export function comparable({ docker: _docker, controller: _one, ...rest }: RouteProps): string {
  return textOf(rest);
}
