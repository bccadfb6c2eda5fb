import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { OWNER_LABEL, owner } from "../_owner";
import { acmeSecrets } from "../acme";
import { imageReference } from "../caddy-image";
import type { CaddyProxy, CaddyProxyArgs } from "../caddy-proxy";
import { CaddyMode, caddyEnvironment } from "../caddy-settings";
import { Authority, authorityFiles } from "./authority";
import { bound, kept, scratch } from "./mounts";
import { declareSecret } from "./objects";
import { Rollout } from "./rollout";
import { SwarmRoute } from "./route";
import { declareService, serviceArgs } from "./service";

/** Whom the servers run as: nobody that a node knows. */
const SERVER = { uid: "65532" };
const MEGABYTE = 1 << 20;
const READY_TIMEOUT = 60;

/** What an entry point is made of in a Swarm. */
export interface SwarmEntry {
  /** The servers: a task on each edge node. */
  readonly servers: docker.Service;
  /** What carries labels: any image will do, since nothing of it runs. */
  readonly image: pulumi.Input<string>;
  /** Who signs for all servers what Caddy's own authority signs elsewhere. */
  readonly authority: Authority;
  /** What the first route waits for. */
  readonly ready: SwarmRoute;
}

/**
 * Declares an entry point in a Swarm: servers without Docker's socket on every edge node, and a
 * controller on a manager that reads labels and sends the servers their configuration. When the
 * controller is lost the servers go on as they are.
 */
export function declareSwarmEntry(
  entry: CaddyProxy,
  name: string,
  args: CaddyProxyArgs,
  labels: Record<string, string>,
): SwarmEntry {
  const image = imageReference(args.image ?? {});
  const control = declareControl(name, entry);
  const subnet = control.ipamConfigs.apply(([only]) => only?.subnet ?? "");
  const authority = new Authority(name, entry);
  const network = { control: control.id, subnet };
  const controllerArgs = controller(entry, name, args, image, network);
  const serversArgs = servers(entry, name, args, image, network, authority);
  const service = {
    controller: declareService(`${name}-controller`, controllerArgs, entry),
    servers: declareService(name, serversArgs, entry),
  };
  const asked = { controllerArgs, serversArgs };
  const services = Object.values(service);
  const rollout = new Rollout(name, { services, asked, timeout: READY_TIMEOUT }, entry);
  const route = { labels, image, servers: service.servers.id };
  const ready = new SwarmRoute(name, route, entry, [rollout]);
  return { servers: service.servers, image, authority, ready };
}

/** The network on which the controller reaches the servers' administration API, and nobody else. */
function declareControl(name: string, parent: pulumi.Resource): docker.Network {
  const physical = `${pulumi.getProject()}-${pulumi.getStack()}-${name}-control`;
  const labels = [{ label: OWNER_LABEL, value: owner() }];
  return new docker.Network(
    `${name}-control`,
    { name: physical, driver: "overlay", internal: true, labels },
    { parent, deleteBeforeReplace: true },
  );
}

interface Control {
  readonly control: pulumi.Input<string>;
  readonly subnet: pulumi.Input<string>;
}

function controller(
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
        CADDY_DOCKER_LABEL_PREFIX: entry.labelPrefix,
        CADDY_INGRESS_NETWORKS: entry.network.networkName,
      },
    },
    memory: 256 * MEGABYTE,
    stopGracePeriod: 10,
  });
}

function servers(
  entry: CaddyProxy,
  name: string,
  args: CaddyProxyArgs,
  image: pulumi.Input<string>,
  { control, subnet }: Control,
  authority: Authority,
): docker.ServiceArgs {
  const { logLevel, logFormat } = entry.settings;
  const files = authorityFiles(name, authority, SERVER, entry);
  const { directory } = entry.tls.files ?? {};
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
        ...(directory === undefined ? [] : [bound(directory, "/certificates", true)]),
      ],
      env: {
        ...caddyEnvironment({ mode: CaddyMode.Server, logLevel, logFormat }),
        CADDY_CONTROLLER_NETWORK: subnet,
      },
      configs: files.configs,
      secrets: [...files.secrets, ...acmeFiles(entry, name)],
    },
    ports: published(entry),
    memory: 512 * MEGABYTE,
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
