import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { CaddyProxy } from "../caddy/caddy-proxy";
import { ownPorts } from "../caddy/routing/upstream-files";
import { type Problem, problem } from "../schema/problems";
import { toxicProblems } from "../toxics/schema";
import { pathPort } from "../toxiproxy/paths";
import type { ServiceFaults } from "./args";
import { claimContainerNames, declareServiceContainers } from "./containers";
import { type Deployment, type Service, upTo } from "./deployment";
import type { Backend } from "./options/backend";
import type { Health } from "./options/health";
import { probedUrls } from "./route";
import { declareHeldRoute, heldBackend, routeHolder } from "./route-holder";

/** A proxy of Toxiproxy, and the container and port behind it. */
interface Path {
  readonly name: string;
  readonly port: number;
  /** Whether the container is one of the canary release. */
  readonly canary: boolean;
  /** Place of the container among those of the service; the canary's come after the others. */
  readonly container: number;
}

/** The route leads to Toxiproxy, which has a proxy for each port of each container. */
export function throughToxiproxy(faults: ServiceFaults): Deployment {
  return {
    ...routeHolder,
    problems: (service) => [
      ...routeHolder.problems(service),
      ...pathProblems(faults, service.args.health, service.args.entry),
    ],
    claimNames: (service, component) => [
      ...claimPaths(service, faults),
      ...claimContainerNames(service, component),
    ],
    backend: (service) => faultyBackend(service, faults),
    adaptMade: (site) => site,
    declare(service, routing, parent) {
      const containers = declareServiceContainers(service, {}, parent);
      const paths = declarePaths(service, faults, containers, parent);
      // Don't probe a path that is meant to fail.
      const fails = faults.down === true || (faults.toxics ?? []).length > 0;
      const urls = fails ? [] : probedUrls(service);
      return declareHeldRoute(service, routing, containers, { urls }, parent, paths);
    },
  };
}

/** The backend at Toxiproxy: a port for each path. */
function faultyBackend(service: Service, { through }: ServiceFaults): Backend {
  const addresses = (port: number, canary: boolean) =>
    pathsTo(service, port)
      .filter((path) => path.canary === canary)
      .map(({ name }) => `${through.host}:${pathPort(name)}`);
  return {
    ...heldBackend(service),
    upstreamsFor: (port) => ({ stable: addresses(port, false), canary: addresses(port, true) }),
  };
}

/** The paths through Toxiproxy to all routed ports of all containers. */
function pathsOf(service: Service): Path[] {
  const { args, own } = service;
  const others = (args.routes ?? []).flatMap(({ port }) => port ?? []);
  const ports = new Set([args.port, ...others, ...own.flatMap(ownPorts)]);
  return [...ports].flatMap((port) => pathsTo(service, port));
}

/** The paths to a port: `shop`, `shop-2`, `shop-canary`, `shop-port-9090`. */
function pathsTo({ name, replicas, canaries, args }: Service, port: number): Path[] {
  const path = (canary: boolean, replica: number, container: number): Path => ({
    name: [
      name,
      ...(canary ? ["canary"] : []),
      ...(replica === 1 ? [] : [String(replica)]),
      ...(port === args.port ? [] : ["port", String(port)]),
    ].join("-"),
    ...{ port, canary, container },
  });
  return [
    ...upTo(replicas).map((replica) => path(false, replica, replica - 1)),
    ...upTo(canaries).map((replica) => path(true, replica, replicas + replica - 1)),
  ];
}

function claimPaths(service: Service, { through }: ServiceFaults): Problem[] {
  const names = pathsOf(service).map(({ name }) => ({ name }));
  return through.paths.claim(service.subject, names);
}

/** Declares the proxies and toxics of the paths, each when the container behind it is ready. */
function declarePaths(
  service: Service,
  { through, toxics, down }: ServiceFaults,
  containers: readonly docker.Container[],
  parent: pulumi.ComponentResource,
): pulumi.Resource[] {
  const { readyTimeout } = service.args;
  return pathsOf(service).flatMap(({ name, port, container }) => {
    const behind = containers[container];
    if (behind === undefined) throw new Error(`no container behind ${name}`);
    const upstream = pulumi.interpolate`${behind.name}:${port}`;
    const path = { name, upstream, toxics, down, container: behind.id, readyTimeout };
    return through.paths.declare(name, path, parent);
  });
}

/** The problems of faults, and of the health checks that would lead past them. */
export function pathProblems(
  faults: ServiceFaults,
  health: Health | undefined,
  entry: CaddyProxy,
): Problem[] {
  const problems = [...toxicProblems(faults.toxics ?? [], "faults.toxics")];
  if (faults.through.entry !== entry) {
    problems.push(
      problem(
        "faults.through",
        "must be a Toxiproxy behind the same entry point, whose network it is reached on.",
      ),
    );
  }
  // The schema of health reports a port that is no number, which may not even have a text.
  if (typeof health?.port === "number") {
    problems.push(
      problem(
        "health.port",
        `must be left out where there are faults, got ${health.port}: paths through Toxiproxy lead ` +
          "to the ports of routes.",
      ),
    );
  }
  return problems;
}
