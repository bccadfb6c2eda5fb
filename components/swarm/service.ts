// Declares the services of a Swarm, and reports how far Swarm is with them. Imports nothing above it.
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { OWNER_LABEL, owner } from "../declare/owner";
import { swarmName } from "./names";
import {
  FailureAction,
  type Placement,
  placementOf,
  type UpdateConfig,
  updatePolicy,
} from "./policy";

const MEGABYTE = 1 << 20;

type ContainerSpec = docker.types.input.ServiceTaskSpecContainerSpec;

/** The properties in which the services of this library differ. */
export interface SwarmService {
  readonly image: pulumi.Input<string>;
  /** Ids of the networks that its tasks join. */
  readonly networks: readonly pulumi.Input<string>[];
  /** Number of tasks. Default: one on each node that `placement` allows. */
  readonly replicas?: number;
  /** Labels of the service itself, which the plugin reads. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Further properties of its containers. */
  readonly container?: Omit<ContainerSpec, "image" | "labels" | "stopGracePeriod">;
  /** Ports of each node that lead to the task there. */
  readonly ports?: readonly docker.types.input.ServiceEndpointSpecPort[];
  /** Megabytes. Default: no limit. */
  readonly memory?: number;
  readonly placement?: Placement;
  readonly update?: UpdateConfig;
  readonly rollback?: UpdateConfig;
  /** Seconds between the request to stop and the kill. */
  readonly stopGracePeriod: number;
}

/**
 * The arguments of one service: every service of this library is declared with these.
 *
 * Its name in DNS resolves to the addresses of its tasks, not to a virtual one, since Caddy balances
 * the load. The engine's own defaults are explicit here, so that a refresh finds no change.
 */
export function serviceArgs(name: string, service: SwarmService): docker.ServiceArgs {
  const mine = [{ label: OWNER_LABEL, value: owner() }];
  const labels = Object.entries(service.labels ?? {}).map(([label, value]) => ({ label, value }));
  const { replicas, memory } = service;
  const limits = memory === undefined ? undefined : { memoryBytes: memory * MEGABYTE };
  return {
    name: swarmName(name),
    labels: [...mine, ...labels],
    taskSpec: {
      containerSpec: {
        ...service.container,
        image: service.image,
        labels: mine,
        stopGracePeriod: `${service.stopGracePeriod}s`,
      },
      networksAdvanceds: service.networks.map((id) => ({ id })),
      placement: placementOf(service.placement ?? {}),
      resources: limits && { limits },
      restartPolicy: { condition: "any", delay: "1s", maxAttempts: 0, window: "0s" },
      logDriver: { name: "json-file", options: { "max-size": "10m", "max-file": "3" } },
    },
    mode: replicas === undefined ? { global: true } : { replicated: { replicas } },
    updateConfig: updatePolicy(service.update, FailureAction.Rollback),
    rollbackConfig: updatePolicy(service.rollback, FailureAction.Pause),
    endpointSpec: { mode: "dnsrr", ports: service.ports && [...service.ports] },
  };
}

/** Declares a service. Its name is fixed, so Pulumi deletes a replaced one first. */
export function declareService(
  name: string,
  args: docker.ServiceArgs,
  parent: pulumi.Resource,
): docker.Service {
  return new docker.Service(name, args, { parent, deleteBeforeReplace: true });
}
