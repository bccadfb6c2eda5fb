import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Site } from "../labels";
import type { ProxiedServiceArgs } from "./args";
import { routedPorts } from "./placement";
import type { ReplicaCounts } from "./replicas";
import { faultyPaths } from "./through-toxiproxy";

/** Takes the names of a service's ways through Toxiproxy; what is another's comes back, a sentence each. */
export function claimFaultyPaths(
  releases: ReplicaCounts,
  { faults, ...args }: ProxiedServiceArgs,
  own: readonly Site[],
): string[] {
  if (faults === undefined) return [];
  const paths = faultyPaths(releases, routedPorts(args, own)).map(({ name }) => ({ name }));
  return faults.through.paths.names.claim(`ProxiedService "${releases.name}"`, paths);
}

/** Declares a service's ways through Toxiproxy; `undefined` where it has none. */
export function declareFaultyPaths(
  releases: ReplicaCounts,
  { faults, readyTimeout, ...args }: ProxiedServiceArgs,
  own: readonly Site[],
  containers: readonly docker.Container[],
  parent: pulumi.ComponentResource,
): pulumi.Resource[] | undefined {
  if (faults === undefined) return undefined;
  const { through, toxics, down } = faults;
  return faultyPaths(releases, routedPorts(args, own)).flatMap(({ name, port, container }) => {
    const behind = containers[container];
    if (behind === undefined) throw new Error(`no container behind ${name}`);
    const upstream = pulumi.interpolate`${behind.name}:${port}`;
    const path = { name, upstream, toxics, down, container: behind.id, readyTimeout };
    return through.paths.declare(name, path, parent);
  });
}
