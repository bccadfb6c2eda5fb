import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { dockerHealthcheck } from "../declare/healthcheck";
import { Rollout } from "../resources/swarm-rollout/rollout";
import { SwarmRoute } from "../resources/swarm-route/route";
import { declareService, serviceArgs } from "../swarm/service";
import type { ProxiedServiceArgs } from "./args";

/**
 * Declares a service in a Swarm, and its route: tasks first, so that a new route leads to a new
 * release only when that has taken over.
 *
 * @param urls those that have to answer in the end.
 */
export function declareSwarmService(
  name: string,
  args: ProxiedServiceArgs,
  labels: Record<string, string>,
  urls: readonly string[],
  parent: pulumi.ComponentResource,
): docker.Service {
  const { entry, replicas = 1, healthcheck, environment, readyTimeout: timeout = 60 } = args;
  const { user, writable = false } = args.confinement ?? { writable: true };
  const { servers, image, ready } = entry.inSwarm();
  const asked = serviceArgs(name, {
    image: args.image,
    networks: [entry.network.networkId],
    replicas,
    container: {
      env: environment,
      user: user === undefined ? undefined : `${user}:${user}`,
      readOnly: writable ? undefined : true,
      healthcheck: healthcheck && { startPeriod: "0s", ...dockerHealthcheck(healthcheck) },
    },
    memory: args.limits?.memory,
    placement: args.placement,
    update: args.updateConfig,
    rollback: args.rollbackConfig,
    stopGracePeriod: args.stopGracePeriod ?? 10,
  });
  const service = declareService(name, asked, parent);
  const rollout = new Rollout(name, { services: [service], asked, timeout }, parent);
  const route = { labels, image, urls, servers: servers.id };
  new SwarmRoute(name, route, parent, [rollout, ready]);
  return service;
}
