import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { ownerLabels } from "../declare/owner";
import { Authority, authorityOptions } from "../resources/authority";
import { Rollout } from "../resources/swarm-rollout";
import { SwarmRoute } from "../resources/swarm-route";
import { declareService } from "../swarm/service";
import type { CaddyProxyArgs } from "./args";
import { serverLogOptions } from "./control";
import type { DeployedProxy, Deployment, EntryPoint } from "./deployment";
import { imageReference } from "./image";
import { swarmProblems } from "./swarm-problems";
import { controllerOf, serversOf } from "./swarm-services";

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
  const control = declareControlNetwork(name, entry);
  const authority = new Authority(name, entry);
  const controllerArgs = controllerOf(entry, name, args, image, control);
  const serversArgs = serversOf(entry, name, args, image, control, authority);
  const controller = declareService(`${name}-controller`, controllerArgs, entry);
  const servers = declareService(name, serversArgs, entry);
  const rollout = new Rollout(
    name,
    {
      services: [controller, servers],
      asked: { controllerArgs, serversArgs },
      timeout: READY_TIMEOUT,
    },
    entry,
  );
  const ready = new SwarmRoute(name, { labels, image, servers: servers.id }, entry, [rollout]);
  return { server: servers, swarm: { servers, image, authority, ready } };
}

/** The network on which only the controller reaches the servers' administration API. */
function declareControlNetwork(name: string, parent: EntryPoint): docker.Network {
  const physical = `${pulumi.getProject()}-${pulumi.getStack()}-${name}-control`;
  return new docker.Network(
    `${name}-control`,
    { name: physical, driver: "overlay", internal: true, labels: ownerLabels() },
    { parent, deleteBeforeReplace: true },
  );
}
