import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { OWNER_LABEL, owner } from "../declare/owner";
import { subnetOf } from "../network/subnet";
import { Authority } from "../resources/authority/authority";
import { Rollout } from "../resources/swarm-rollout/rollout";
import { SwarmRoute } from "../resources/swarm-route/route";
import { declareService } from "../swarm/service";
import type { CaddyProxyArgs } from "./args";
import type { CaddyProxy } from "./caddy-proxy";
import { imageReference } from "./image";
import { controllerOf, serversOf } from "./swarm-services";

/** Seconds that the servers and the controller may take. */
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
  const subnet = subnetOf(control);
  const authority = new Authority(name, entry);
  const network = { control: control.id, subnet };
  const controllerArgs = controllerOf(entry, name, args, image, network);
  const serversArgs = serversOf(entry, name, args, image, network, authority);
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
