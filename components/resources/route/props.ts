import type { DockerHost } from "../../docker/engine";
import type { Probe } from "../../docker/probe";
import { textOf } from "../../schema/canonical";

/** The resolved properties of a route, as the state keeps them. */
export interface RouteProps {
  readonly docker: DockerHost;
  /** `<project>/<stack>/<service>`, unique on the Docker host. */
  readonly name: string;
  /** Id of the proxy's container. */
  readonly proxy: string;
  /** Id of the container that reads the labels, where the proxy itself does not. */
  readonly controller?: string;
  /** Labels of the route holder; none where the service's own containers carry the labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Files that the labels refer to, by path below {@link FILES}: hashes of passwords. */
  readonly files: Readonly<Record<string, string>>;
  /** Ids of the containers that must be ready before the route leads to them. */
  readonly containers: readonly string[];
  /** Ids of the containers that upstream files name, by file. */
  readonly releases: Readonly<Record<string, string>>;
  readonly probes: readonly Probe[];
  /** Where the proxy reports whether the container that `readyFile` names is ready. */
  readonly ready?: Probe;
  readonly readyFile?: string;
  /** Seconds a container may take to be ready. */
  readonly readyTimeout: number;
  /** Seconds between the moment that replaced containers get no more requests and their stop. */
  readonly drain: number;
  /**
   * Since when labels that the update was about to delete held the proxy back, by the engine's clock.
   * Only the state has it, until a refresh finds that the proxy serves the route.
   */
  readonly heldBackSince?: number;
}

/** Label of a route holder: the name of its route. */
export const ROUTE_LABEL = "gatehouse.route";

/** What an update compares. A new controller reads the labels that are there. */
export function comparable({ docker: _docker, controller: _one, ...rest }: RouteProps): string {
  return textOf(rest);
}
