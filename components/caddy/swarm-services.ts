import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { UNPRIVILEGED } from "../declare/confinement";
import { CaddyMode } from "../docker/caddy-mode";
import { type Authority, authorityFiles } from "../resources/authority/authority";
import { declareSecret } from "../swarm/objects";
import { serviceArgs } from "../swarm/service";
import { acmeSecrets } from "./acme";
import type { CaddyProxyArgs } from "./args";
import type { CaddyProxy } from "./caddy-proxy";
import { certificateMount } from "./certificate-files";
import { caddyEnvironment } from "./plugin-settings";
import { bound, kept, scratch } from "./swarm-mounts";
import { readingEnvironment } from "./usual-settings";

type VolumeMount = docker.types.input.ContainerVolume;

/** Whom the servers run as: nobody that a node knows. */
const SERVER = { uid: String(UNPRIVILEGED) };

/** Megabytes that the servers and the controller may use. */
const SERVING = 512;
const CONTROLLING = 256;

/** The network between controller and servers. */
export interface Control {
  /** Its id. */
  readonly control: pulumi.Input<string>;
  /** By which the servers know what to listen on, and the controller whom to tell. */
  readonly subnet: pulumi.Input<string>;
}

/** What the controller is made of: the one with the socket, on a manager. */
export function controllerOf(
  entry: CaddyProxy,
  name: string,
  args: CaddyProxyArgs,
  image: pulumi.Input<string>,
  { control, subnet }: Control,
): docker.ServiceArgs {
  return serviceArgs(`${name}-controller`, {
    image,
    networks: [control],
    replicas: 1,
    placement: { constraints: ["node.role == manager"] },
    container: {
      readOnly: true,
      mounts: [
        bound(args.dockerSocket ?? "/var/run/docker.sock", "/var/run/docker.sock"),
        ...scratch("/config", "/data"),
      ],
      env: {
        ...caddyEnvironment({ ...entry.settings, mode: CaddyMode.Controller }),
        CADDY_CONTROLLER_NETWORK: subnet,
        ...readingEnvironment(entry),
      },
    },
    memory: args.controllerLimits?.memory ?? CONTROLLING,
    stopGracePeriod: 10,
  });
}

/** What the servers are made of: one on each edge node, without the socket. */
export function serversOf(
  entry: CaddyProxy,
  name: string,
  args: CaddyProxyArgs,
  image: pulumi.Input<string>,
  { control, subnet }: Control,
  authority: Authority,
): docker.ServiceArgs {
  const { logLevel, logFormat } = entry.settings;
  const files = authorityFiles(name, authority, SERVER, entry);
  return serviceArgs(name, {
    image,
    networks: [entry.network.networkId, control],
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
        ...scratch("/config"),
        ...certificateMount(entry.tls.files).map(onNode),
      ],
      env: {
        ...caddyEnvironment({ mode: CaddyMode.Server, logLevel, logFormat }),
        CADDY_CONTROLLER_NETWORK: subnet,
      },
      configs: files.configs,
      secrets: [...files.secrets, ...acmeFiles(entry, name)],
    },
    ports: published(entry),
    memory: args.limits?.memory ?? SERVING,
    stopGracePeriod: 30,
  });
}

function acmeFiles(entry: CaddyProxy, name: string) {
  return Object.entries(acmeSecrets(entry.tls.acme)).map(([path, content]) => {
    const file = path.slice(path.lastIndexOf("/") + 1);
    return declareSecret(`${name}-${file}`, file, content, SERVER, entry);
  });
}

function published({ httpPort, httpsPort }: CaddyProxy) {
  const publish = (port: number, protocol: string) => ({
    targetPort: port,
    publishedPort: port,
    protocol,
    publishMode: "host",
  });
  return [publish(httpPort, "tcp"), publish(httpsPort, "tcp"), publish(httpsPort, "udp")];
}

/** A mount of a directory that every edge node has. */
function onNode({ hostPath = "", containerPath = "", readOnly }: VolumeMount) {
  return bound(String(hostPath), String(containerPath), readOnly === true);
}
