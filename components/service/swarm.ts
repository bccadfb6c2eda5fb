import * as pulumi from "@pulumi/pulumi";
import { leadingTo } from "../caddy/routing/upstream-files";
import { type DynamicUpstreams, reverseProxy } from "../labels";
import { Rollout } from "../resources/swarm-rollout";
import { SwarmRoute } from "../resources/swarm-route";
import { declareService, swarmName, tasksOf } from "../swarm/service";
import type { Deployment } from "./deployment";
import { isLimited } from "./options/rate-limit";
import { recordedInSwarm } from "./recorded";
import { probedUrls, routesOf } from "./route";
import { taskArgs } from "./swarm-container";
import { swarmProblems } from "./swarm-problems";

/**
 * A service of a Swarm, whose tasks Caddy looks up in Docker's DNS. Tasks are updated before the
 * route, so that a new route meets the new release only.
 */
export const swarm: Deployment = {
  problems: ({ args, own }) => swarmProblems(args, own),
  claimNames: () => [],
  backend: ({ name, replicas }) => ({
    upstreamsFor: (port) => ({ stable: [], canary: [], lookedUp: lookedUp(name, port) }),
    containers: replicas,
    hashOf: () => "",
  }),
  adaptMade: (site) => site,
  adaptOwn(site, { name }) {
    const dynamic = (port: string) => reverseProxy({ dynamic: lookedUp(name, Number(port)) }).block;
    return leadingTo(site, () => [], dynamic);
  },
  labelledContainers: () => 1,
  hostName: swarmName,
  declare(service, { labels }, parent) {
    const { name, args } = service;
    const { servers, image, pass } = args.entry.inSwarm();
    const asked = taskArgs(name, args, [args.entry.network.networkId], parent);
    const declared = declareService(name, asked, parent);
    const timeout = args.readyTimeout ?? 60;
    const release = recordedInSwarm(args);
    const rollout = new Rollout(name, { services: [declared], asked, timeout, release }, parent);
    const limited = isLimited({ ...args, routes: routesOf(args) });
    const probed = { urls: probedUrls(service), pass: limited ? pass : undefined };
    const route = { labels, image, servers: servers.id, ...probed };
    new SwarmRoute(name, route, parent, [rollout, args.entry.ready]);
    return pulumi.all([declared.name]);
  },
};

/**
 * How long Caddy caches the addresses of a service's tasks. A stopping task leaves DNS; Caddy retries
 * a request that still reaches it on another task.
 */
const REFRESH = "500ms";

/** The DNS name of the tasks of a service. */
function lookedUp(name: string, port: number): DynamicUpstreams {
  return { a: tasksOf(name), port, refresh: REFRESH, versions: ["ipv4"] };
}
