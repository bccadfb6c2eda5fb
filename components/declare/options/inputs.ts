import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { stackLabels } from "../leftovers";
import type { ContainerOptions, Logging } from ".";
import { environmentOf } from "./environment";
import { capabilityInputs, deviceInputs } from "./privileges";
import { bytesOf } from "./size";

const MEGABYTE = 2 ** 20;

/** The log of a container whose options have none. */
export const LOG: Logging = {
  driver: "json-file",
  options: { "max-size": "10m", "max-file": "3" },
};

/** The options that are a matter of more than the container: mounts, files, networks and ports. */
export type PlacedOptions = "volumes" | "files" | "secrets" | "networks" | "ports";

/** Labels of which the deployment may know some values only later. */
export interface LaterLabels {
  labels?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Options of which the deployment may know the values only later. */
export interface LaterOptions extends LaterLabels {
  sysctls?: pulumi.Input<Record<string, string> | undefined>;
}

/** The other options of a container in the Docker provider's form. */
export function containerInputs(
  options: Omit<ContainerOptions, PlacedOptions | keyof LaterOptions> & LaterOptions,
  parent: pulumi.ComponentResource,
): Partial<docker.ContainerArgs> {
  const { driver, options: logOpts } = options.logging ?? LOG;
  const { labels = {}, extraHosts = {}, shmSize } = options;
  return {
    command: options.command && [...options.command],
    entrypoints: options.entrypoint && [...options.entrypoint],
    workingDir: options.workingDir,
    user: options.user,
    groupAdds: options.groupAdd && [...options.groupAdd],
    envs: environmentList(environmentOf(options.envFile, options.environment)),
    labels: [
      ...Object.entries(labels).map(([label, value]) => ({ label, value })),
      ...stackLabels(parent),
    ],
    hosts: someOf(Object.entries(extraHosts).map(([host, ip]) => ({ host, ip }))),
    dns: options.dns && [...options.dns],
    dnsSearches: options.dnsSearch && [...options.dnsSearch],
    dnsOpts: options.dnsOptions && [...options.dnsOptions],
    hostname: options.hostname,
    init: options.init,
    shmSize: shmSize === undefined ? undefined : bytesOf(shmSize) / MEGABYTE,
    ulimits: options.ulimits?.map(({ name, soft, hard = soft }) => ({ name, soft, hard })),
    sysctls: options.sysctls,
    devices: options.devices && deviceInputs(options.devices),
    gpus: options.gpus,
    ...(options.privileged === undefined
      ? { capabilities: capabilityInputs(options.capabilities) }
      : { privileged: true }),
    stopSignal: options.stopSignal,
    restart: options.restart ?? "unless-stopped",
    logDriver: driver,
    logOpts: logOpts && { ...logOpts },
  };
}

/** An empty list is a change in the provider's eyes. */
export function someOf<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function environmentList(
  environment: Readonly<Record<string, pulumi.Input<string>>>,
): pulumi.Input<string>[] {
  return Object.keys(environment)
    .sort()
    .map((key) => pulumi.interpolate`${key}=${environment[key]}`);
}
