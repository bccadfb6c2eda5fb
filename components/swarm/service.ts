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

/** What the services of this project differ in. */
export interface SwarmService {
  readonly image: pulumi.Input<string>;
  /** Ids of the networks that its tasks join. */
  readonly networks: readonly pulumi.Input<string>[];
  /** How many tasks it has; without it, one on each node that `placement` lets it. */
  readonly replicas?: number;
  /** Labels of the service itself, which the plugin reads. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What its containers are made of, beside their image. */
  readonly container?: Omit<ContainerSpec, "image" | "labels" | "stopGracePeriod">;
  /** Ports of each node that lead to its task there. */
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
 * The arguments of one service: every service of this project is made of these.
 *
 * Its name in DNS has the addresses of its tasks, not a virtual one: Caddy balances by itself. What
 * the engine fills in by itself stands here, too, so that a refresh finds nothing changed.
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

/** Declares a service. Its name is fixed, so that one that is replaced goes first. */
export function declareService(
  name: string,
  args: docker.ServiceArgs,
  parent: pulumi.Resource,
): docker.Service {
  return new docker.Service(name, args, { parent, deleteBeforeReplace: true });
}
