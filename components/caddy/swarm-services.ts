import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { UNPRIVILEGED } from "../declare/settings";
import { type Authority, authorityFiles } from "../resources/authority";
import { declareSecret } from "../swarm/objects";
import { serviceArgs } from "../swarm/service";
import { acmeSecrets } from "./acme";
import type { CaddyProxyArgs } from "./args";
import { controllerEnvironment, serverEnvironment } from "./control";
import type { EntryPoint } from "./deployment";
import type { DataStorage } from "./storage";
import { certificateMount } from "./tls";

type VolumeMount = docker.types.input.ContainerVolume;

/** The user that the servers run as; no node has a user of this id. */
const SERVER = { uid: String(UNPRIVILEGED) };

/** Megabytes that the servers and the controller may use. */
const SERVING = 512;
const CONTROLLING = 256;

/** The arguments of the service that is the controller: it has the socket, on a manager. */
export function controllerOf(
  entry: EntryPoint,
  name: string,
  args: CaddyProxyArgs,
  image: pulumi.Input<string>,
  control: docker.Network,
): docker.ServiceArgs {
  return serviceArgs(`${name}-controller`, {
    image,
    networks: [control.id],
    replicas: 1,
    placement: { constraints: ["node.role == manager"] },
    container: {
      readOnly: true,
      mounts: [
        bound(args.dockerSocket ?? "/var/run/docker.sock", "/var/run/docker.sock"),
        ...inMemory("/config", "/data"),
      ],
      env: controllerEnvironment(entry, control),
    },
    memory: args.controllerLimits?.memory ?? CONTROLLING,
    stopGracePeriod: 10,
  });
}

/** The arguments of the service of servers: one on each edge node, without the socket. */
export function serversOf(
  entry: EntryPoint,
  name: string,
  args: CaddyProxyArgs,
  image: pulumi.Input<string>,
  control: docker.Network,
  authority: Authority,
): docker.ServiceArgs {
  const files = authorityFiles(name, authority, SERVER, entry);
  return serviceArgs(name, {
    image,
    networks: [entry.network.networkId, control.id],
    labels: { [`${entry.labelPrefix}_controlled_server`]: "true" },
    placement: { constraints: args.edge },
    // Two servers of a node would want the same ports.
    update: { order: "stop-first", delay: "5s" },
    rollback: { order: "stop-first", delay: "5s" },
    container: {
      user: `${SERVER.uid}:${SERVER.uid}`,
      readOnly: true,
      mounts: [
        ...kept("/data", args.data),
        ...inMemory("/config"),
        ...certificateMount(entry.tls.files).map(onNode),
      ],
      env: serverEnvironment(entry, control),
      configs: files.configs,
      secrets: [...files.secrets, ...acmeFiles(entry, name)],
    },
    ports: published(entry),
    memory: args.limits?.memory ?? SERVING,
    stopGracePeriod: 30,
  });
}

function acmeFiles(entry: EntryPoint, name: string) {
  return Object.entries(acmeSecrets(entry.tls.acme)).map(([path, content]) => {
    const file = path.slice(path.lastIndexOf("/") + 1);
    return declareSecret(`${name}-${file}`, file, content, SERVER, entry);
  });
}

function published({ httpPort, httpsPort }: EntryPoint) {
  const publish = (port: number, protocol: string) => ({
    targetPort: port,
    publishedPort: port,
    protocol,
    publishMode: "host",
  });
  return [publish(httpPort, "tcp"), publish(httpsPort, "tcp"), publish(httpsPort, "udp")];
}

/** A file or directory of the node in a container. */
function bound(source: string, target: string, readOnly = false) {
  return { type: "bind", source, target, readOnly };
}

/** A mount of a directory that every edge node has. */
function onNode({ hostPath = "", containerPath = "", readOnly }: VolumeMount) {
  return bound(String(hostPath), String(containerPath), readOnly === true);
}

/** Folders of a container in memory; their contents go with the container. */
function inMemory(...targets: string[]) {
  return targets.map((target) => ({ type: "tmpfs", target, readOnly: false }));
}

/** A folder of a container at a place that outlives it; in memory where no place is given. */
function kept(target: string, { volume, directory }: DataStorage = {}) {
  if (directory !== undefined) return [bound(directory, target)];
  if (volume === undefined) return inMemory(target);
  return [{ type: "volume", source: volume, target, readOnly: false }];
}
