// The options of a service's containers as a Swarm has them.
import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { type ContainerOptions, RestartPolicy } from "../declare/options";
import { environmentOf } from "../declare/options/environment";
import { type PlacedFile, placedFiles, SECRETS } from "../declare/options/files";
import { someOf } from "../declare/options/inputs";
import { isOwnVolume, type Mount, MountType, stopsFirst } from "../declare/options/mounts";
import { ownName } from "../declare/owner";
import { dockerHealthcheck } from "../declare/settings";
import { type SwarmOptions, UpdateOrder } from "../swarm/policy";
import { declareConfig, declareSecret, type SwarmService, serviceArgs } from "../swarm/service";
import type { ReleaseOptions } from "./release";

/** The options of a service in a Swarm. */
export interface TaskOptions extends ReleaseOptions, SwarmOptions {
  replicas?: number;
}

/** Swarm waits for Docker's own checks before it goes on to the next task. */
const CHECKED_OFTEN = { interval: "1s", retries: 30 };

/**
 * The arguments of a service in a Swarm.
 *
 * @param networkIds the networks that its tasks join before those of its options.
 */
export function taskArgs(
  name: string,
  options: TaskOptions,
  networkIds: readonly pulumi.Input<string>[],
  parent: pulumi.ComponentResource,
): docker.ServiceArgs {
  const { networks = [], replicas = 1, volumes, updateConfig: update } = options;
  return serviceArgs(name, parent, {
    // There is no build in a Swarm.
    image: options.image as pulumi.Input<string>,
    networks: [...networkIds, ...networks.map(({ network }) => network.networkId)],
    replicas,
    container: taskContainer(name, options, parent),
    containerLabels: options.labels,
    logging: options.logging,
    restart: taskRestart(options.restart),
    memory: options.limits?.memory,
    cpus: options.limits?.cpus,
    placement: options.placement,
    update: stopsFirst(volumes) ? { order: UpdateOrder.StopFirst, ...update } : update,
    rollback: options.rollbackConfig,
    stopGracePeriod: options.stopGracePeriod ?? 10,
  });
}

/** The container of each task; files are configs of the Swarm, secrets its secrets. */
function taskContainer(
  name: string,
  options: TaskOptions,
  parent: pulumi.ComponentResource,
): SwarmService["container"] {
  const { plain, secret } = placedFiles(options);
  const { extraHosts = {}, volumes, healthcheck } = options;
  const { user, writable = false } = options.confinement ?? { writable: true };
  return {
    commands: options.entrypoint,
    args: options.command,
    dir: options.workingDir,
    user: user === undefined ? options.user : `${user}:${user}`,
    readOnly: writable ? undefined : true,
    env: environmentOfTask(options),
    mounts: volumes?.map((mount) => taskMount(name, mount)),
    hosts: someOf(Object.entries(extraHosts).map(([host, ip]) => ({ host, ip }))),
    dnsConfig: options.dns && {
      nameservers: options.dns,
      searches: options.dnsSearch,
      options: options.dnsOptions,
    },
    hostname: options.hostname,
    stopSignal: options.stopSignal,
    configs: someOf(plain.map((file) => taskConfig(name, file, parent))),
    secrets: someOf(secret.map((file) => taskSecret(name, file, parent))),
    healthcheck: healthcheck && {
      startPeriod: "0s",
      ...dockerHealthcheck({ ...CHECKED_OFTEN, ...healthcheck }),
    },
  };
}

function environmentOfTask({ envFile, environment }: TaskOptions) {
  if (envFile === undefined) return environment;
  return { ...environmentOf(envFile, environment) };
}

/** When Swarm starts a task again. */
function taskRestart(restart: ContainerOptions["restart"]): string {
  if (restart === RestartPolicy.No) return "none";
  return restart === RestartPolicy.OnFailure ? "on-failure" : "any";
}

function taskMount(
  name: string,
  mount: Mount,
): docker.types.input.ServiceTaskSpecContainerSpecMount {
  const { type = MountType.Volume, source, target, readOnly } = mount;
  return {
    ...{ type, target, readOnly },
    source: isOwnVolume(mount) ? ownName(`${name}-${mount.source}`) : source,
  };
}

function taskConfig(name: string, file: PlacedFile, parent: pulumi.Resource) {
  const { path, content } = file;
  return {
    ...declareConfig(`${name}${path.replaceAll(/[^\w.-]/g, "-")}`, path, content, parent),
    ...accessOf(file),
  };
}

function taskSecret(name: string, file: PlacedFile, parent: pulumi.ComponentResource) {
  const { path, content, uid } = file;
  const fileName = path.slice(SECRETS.length + 1);
  const reader = { uid: String(uid) };
  return {
    ...declareSecret(`${name}-${fileName}`, fileName, content, reader, parent),
    ...accessOf(file),
  };
}

function accessOf({ uid, gid, mode }: PlacedFile) {
  return { fileUid: String(uid), fileGid: String(gid), fileMode: mode };
}
