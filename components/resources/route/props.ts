import type { Probe } from "../../docker/routes/probe";
import type { Releases } from "../releases";
import type { Outside } from "./outside";
import type { Waiting } from "./waiting";

/** The resolved properties of a route, as the state keeps them. */
export interface RouteProps extends Waiting, Releases {
  /** Labels of the route holder; none where the service's own containers carry the labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Files that the labels refer to, by path below `FILES`: hashes of passwords. */
  readonly files: Readonly<Record<string, string>>;
  /** Ids of the containers that must be ready before the route leads to them. */
  readonly containers: readonly string[];
  /** Ids of the containers that upstream files name, by file. */
  readonly releases: Readonly<Record<string, string>>;
  /** What it leads to that Pulumi does not run. */
  readonly outside?: Outside;
  readonly probes: readonly Probe[];
  /** Where the proxy reports whether the container that `readyFile` names is ready. */
  readonly ready?: Probe;
  readonly readyFile?: string;
  /** Seconds a container may take to be ready. */
  readonly readyTimeout: number;
  /** Seconds between the moment that replaced containers get no more requests and their stop. */
  readonly drain: number;
}
