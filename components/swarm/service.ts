// Declares the services of a Swarm, their secrets and their configs. tasks.ts reports their progress.
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { KEPT_LABELS, ownLabels } from "../declare/leftovers";
import type { Logging } from "../declare/options";
import { LOG } from "../declare/options/inputs";
import { ownerLabels, ownName } from "../declare/owner";
import {
  FailureAction,
  type Placement,
  placementOf,
  type UpdateConfig,
  updatePolicy,
} from "./policy";

/** The longest name of a service in a Swarm. */
const LONGEST = 63;

/** The name of a service in the Swarm, and in DNS on its networks: see {@link ownName}. */
export function swarmName(name: string): string {
  return ownName(name, LONGEST);
}

/** The name in DNS of the tasks of a service that take requests. */
export function tasksOf(name: string): string {
  return `tasks.${swarmName(name)}`;
}

const MEGABYTE = 1 << 20;
const BILLION = 1e9;

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
  /** Labels of its containers. */
  readonly containerLabels?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Default: `json-file`, three files of 10 MB. */
  readonly logging?: Logging;
  /** When a task is started again: `any`, `on-failure` or `none`. Default: `any`. */
  readonly restart?: string;
  /** Ports of each node that lead to the task there. */
  readonly ports?: readonly docker.types.input.ServiceEndpointSpecPort[];
  /** Megabytes. Default: no limit. */
  readonly memory?: number;
  /** Processor cores. Default: no limit. */
  readonly cpus?: number;
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
export function serviceArgs(
  name: string,
  parent: pulumi.ComponentResource,
  service: SwarmService,
): docker.ServiceArgs {
  const mine = ownerLabels();
  const { replicas, memory, cpus, logging = LOG, restart = "any" } = service;
  const limits = {
    memoryBytes: memory === undefined ? undefined : memory * MEGABYTE,
    nanoCpus: cpus === undefined ? undefined : Math.round(cpus * BILLION),
  };
  const limited = memory !== undefined || cpus !== undefined;
  return {
    name: swarmName(name),
    labels: [...ownLabels(parent), ...labelList(service.labels)],
    taskSpec: {
      containerSpec: {
        ...service.container,
        image: service.image,
        labels: [...mine, ...labelList(service.containerLabels)],
        stopGracePeriod: `${service.stopGracePeriod}s`,
      },
      networksAdvanceds: service.networks.map((id) => ({ id })),
      placement: placementOf(service.placement ?? {}),
      resources: limited ? { limits } : undefined,
      restartPolicy: { condition: restart, delay: "1s", maxAttempts: 0, window: "0s" },
      logDriver: { name: logging.driver, options: logging.options },
    },
    mode: replicas === undefined ? { global: true } : { replicated: { replicas } },
    updateConfig: updatePolicy(service.update, FailureAction.Rollback),
    rollbackConfig: updatePolicy(service.rollback, FailureAction.Pause),
    endpointSpec: { mode: "dnsrr", ports: service.ports && [...service.ports] },
  };
}

function labelList(labels: Readonly<Record<string, pulumi.Input<string>>> = {}) {
  return Object.entries(labels).map(([label, value]) => ({ label, value }));
}

/** Declares a service. Its name is fixed, so Pulumi deletes a replaced one first. */
export function declareService(
  name: string,
  args: docker.ServiceArgs,
  parent: pulumi.Resource,
): docker.Service {
  return new docker.Service(name, args, { parent, deleteBeforeReplace: true });
}

/** The user that reads the secrets of a service. */
export interface Reader {
  readonly uid: string;
}

const OWNER_ONLY = 0o400;

/**
 * Declares a secret of the Swarm: a file in `/run/secrets` that one user can read. Secrets can't change,
 * so new content is a new secret; Pulumi deletes the old one after the tasks have moved to the new.
 */
export function declareSecret(
  name: string,
  fileName: string,
  content: pulumi.Input<string>,
  { uid }: Reader,
  parent: pulumi.ComponentResource,
) {
  const secret = new docker.Secret(
    name,
    { data: pulumi.secret(base64(content)), labels: ownLabels(parent) },
    { ...KEPT_LABELS, parent },
  );
  const { id: secretId, name: secretName } = secret;
  const file = { fileName, fileUid: uid, fileGid: uid, fileMode: OWNER_ONLY };
  return { secretId, secretName, ...file };
}

/** Declares a config of the Swarm: a file that every user in the container can read. */
export function declareConfig(
  name: string,
  fileName: string,
  content: pulumi.Input<string>,
  parent: pulumi.Resource,
) {
  const config = new docker.ServiceConfig(name, { data: base64(content) }, { parent });
  const { id: configId, name: configName } = config;
  return { configId, configName, fileName, fileUid: "0", fileGid: "0", fileMode: 0o444 };
}

function base64(content: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.output(content).apply((text) => Buffer.from(text).toString("base64"));
}
