import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { UNPRIVILEGED } from "../../declare/settings";
import { Authority, authorityFiles, authorityOptions } from "../../resources/authority";
import { Rollout } from "../../resources/swarm-rollout";
import { SwarmRoute } from "../../resources/swarm-route";
import { declareSecret, declareService, serviceArgs } from "../../swarm/service";
import type { CaddyProxyArgs } from "../args";
import { imageReference } from "../image/image";
import { acmeSecrets } from "../tls/acme";
import { certificateMount } from "../tls/tls";
import {
  controllerEnvironment,
  declareControlNetwork,
  listenedPorts,
  serverEnvironment,
  serverLogOptions,
} from "./control";
import type { DeployedProxy, Deployment, EntryPoint } from "./deployment";
import type { DataStorage } from "./storage";
import { passFiles, passOf } from "./swarm-pass";
import { swarmProblems } from "./swarm-problems";

/** Seconds until the servers and the controller must run. */
const READY_TIMEOUT = 60;

/**
 * Services of a Swarm: servers without Docker's socket on every edge node, and a controller on a
 * manager that reads labels and sends the servers their configuration. While there is no
 * controller, the servers keep the configuration that they have.
 */
export const swarm: Deployment = {
  problems: swarmProblems,
  // The plugin gets no event when a server starts on another node: it finds it with the next poll.
  settings: { pollingInterval: "2s" },
  // The provider may lead to another manager of the same Swarm.
  onOneHost: false,
  // A Swarm names containers itself.
  containerNames: () => [],
  globalOptions: (entry, given) => [...authorityOptions(), ...serverLogOptions(entry, given)],
  adaptSite: (site) => site,
  declare: declareSwarm,
};

function declareSwarm(
  name: string,
  entry: EntryPoint,
  args: CaddyProxyArgs,
  labels: Readonly<Record<string, string>>,
): DeployedProxy {
  const image = imageReference(args.image ?? {});
  const control = declareControlNetwork(name, entry, {
    name: `${pulumi.getProject()}-${pulumi.getStack()}-${name}-control`,
    driver: "overlay",
  });
  const authority = new Authority(name, entry);
  const pass = passOf(authority, args.image);
  const controllerArgs = controllerOf(entry, name, args, image, control);
  const serversArgs = serversOf(entry, name, args, image, control, { authority, pass });
  const controller = declareService(`${name}-controller`, controllerArgs, entry);
  const servers = declareService(name, serversArgs, entry);
  const services = [controller, servers];
  const asked = { controllerArgs, serversArgs };
  const rollout = new Rollout(name, { services, asked, timeout: READY_TIMEOUT }, entry);
  const ready = new SwarmRoute(name, { labels, image, servers: servers.id }, entry, [rollout]);
  const { certificate: caCertificate } = authority;
  return { server: servers, caCertificate, ready, swarm: { servers, image, pass } };
}

/** The user that the servers run as; no node has a user of this id. */
const SERVER = { uid: String(UNPRIVILEGED) };

/** Megabytes that the servers and the controller may use. */
const SERVING = 512;
const CONTROLLING = 256;

/** The arguments of the service that is the controller: it has the socket, on a manager. */
function controllerOf(
  entry: EntryPoint,
  name: string,
  args: CaddyProxyArgs,
  image: pulumi.Input<string>,
  control: docker.Network,
): docker.ServiceArgs {
  return serviceArgs(`${name}-controller`, entry, {
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
function serversOf(
  entry: EntryPoint,
  name: string,
  args: CaddyProxyArgs,
  image: pulumi.Input<string>,
  control: docker.Network,
  { authority, pass }: { readonly authority: Authority; readonly pass?: pulumi.Output<string> },
): docker.ServiceArgs {
  const files = authorityFiles(name, authority, SERVER, entry);
  return serviceArgs(name, entry, {
    image,
    networks: [entry.network.networkId, control.id],
    labels: { [`${entry.labelPrefix}_controlled_server`]: "true" },
    placement: { constraints: args.edge },
    // Two servers on a node would need the same ports.
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
      secrets: [
        ...files.secrets,
        ...acmeFiles(entry, name),
        ...passFiles(name, pass, SERVER, entry),
      ],
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

function published(entry: EntryPoint) {
  return listenedPorts(entry).map(({ port, protocol }) => ({
    targetPort: port,
    publishedPort: port,
    protocol,
    publishMode: "host",
  }));
}

/** A file or directory of the node in a container. */
function bound(source: string, target: string, readOnly = false) {
  return { type: "bind", source, target, readOnly };
}

/** A mount of a directory that every edge node has. */
function onNode(mount: docker.types.input.ContainerVolume) {
  return bound(String(mount.hostPath), String(mount.containerPath), mount.readOnly === true);
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
