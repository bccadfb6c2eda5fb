import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { Publish } from "../caddy/args";
import {
  canaryFile,
  hasTemplate,
  leadingTo,
  releaseFile,
  releaseUpstream,
  userFile,
  userHash,
} from "../caddy/routing/upstream-files";
import { networkAlias } from "../declare/owner";
import type { Site } from "../labels";
import { type Problem, problem } from "../schema/problems";
import { requiresCertificate } from "./client-auth";
import { claimContainerNames, declareServiceContainers } from "./containers";
import {
  type Deployment,
  type ReplicaCounts,
  type Routing,
  type Service,
  upTo,
} from "./deployment";
import type { Backend } from "./options/backend";
import { readyUrl, withReadiness } from "./readiness";
import { declareServiceRoute, probedUrls, type RouteParts } from "./route";
import { swarmOnlyProblems } from "./swarm-problems";

/**
 * A container that never runs carries the labels, and files name the containers that serve. A change
 * of a route leaves the service's containers alone, and a new release takes over without a reload.
 */
export const routeHolder: Deployment = {
  problems: (service) => [...swarmOnlyProblems(service.args), ...holderProblems(service)],
  claimNames: claimContainerNames,
  backend: heldBackend,
  adaptMade(site, { name, args }) {
    const { entry, port, health } = args;
    if (health === undefined || !isProbedByProxy(args)) return site;
    return withReadiness(site, name, { network: entry.network.plainName, port, health });
  },
  adaptOwn(site, service) {
    const backend = this.backend(service);
    return leadingTo(site, (port) => backend.upstreamsFor(Number(port)).stable);
  },
  labelledContainers: () => 1,
  hostName: networkAlias,
  declare(service, routing, parent) {
    const containers = declareServiceContainers(service, {}, parent);
    const slots = [...stableFiles(service), ...canaryFiles(service)];
    const releases = Object.fromEntries(
      slots.map((file, place) => [file, containers[place]?.id ?? ""]),
    );
    const { name, tls, args } = service;
    const { entry, hosts = [] } = args;
    const ready = isProbedByProxy(args) ? readyUrl(name, hosts, entry, tls) : undefined;
    return declareHeldRoute(service, routing, containers, { releases, ready }, parent);
  },
};

/** Declares the route of labels on a route-holder; returns the names of the service's containers. */
export function declareHeldRoute(
  service: Service,
  { labels, files }: Routing,
  containers: readonly docker.Container[],
  route: Partial<RouteParts>,
  parent: pulumi.ComponentResource,
  dependsOn?: pulumi.Resource[],
): pulumi.Output<string[]> {
  const { drain = 3 } = service.args;
  const parts = { labels, files, releases: {}, urls: probedUrls(service), drain, ...route };
  declareServiceRoute(service, containers, parts, parent, dependsOn);
  return pulumi.all(containers.map((container) => container.name));
}

/** The backend of upstream files: one names the container of each replica. */
export function heldBackend(service: Service): Backend {
  const { name, replicas, canaries, args } = service;
  const network = args.entry.network.plainName;
  const named = (port: number) => (file: string) => releaseUpstream(file, network, port);
  return {
    upstreamsFor: (port) => ({
      stable: stableFiles(service).map(named(port)),
      canary: canaryFiles(service).map(named(port)),
    }),
    containers: replicas + canaries,
    hashOf: (credential) => userHash(userFile(name, credential)),
  };
}

/** The upstream files of a service's replicas. */
function stableFiles({ name, replicas }: ReplicaCounts): string[] {
  return upTo(replicas).map((number) => releaseFile(name, number));
}

/** The upstream files of the canary release. */
function canaryFiles({ name, canaries }: ReplicaCounts): string[] {
  return upTo(canaries).map((number) => canaryFile(name, number));
}

/** Whether the proxy probes new containers, because Docker has no health check of them. */
function isProbedByProxy({ health, healthcheck, clientAuth }: Service["args"]): boolean {
  return health !== undefined && healthcheck === undefined && !requiresCertificate(clientAuth);
}

const INSTEAD = 'Write labelsOn: "container".';

/** The problems of labels on a route-holder. */
function holderProblems({ args: { entry }, own }: Service): Problem[] {
  const problems: Problem[] = [];
  if (entry.publish === Publish.HostNetwork) {
    problems.push(
      problem(
        "labelsOn",
        "must not be route-holder behind an entry point on the host's network, which knows no names " +
          `of containers. ${INSTEAD}`,
      ),
    );
  }
  if (entry.settings.scanStoppedContainers === false) {
    problems.push(
      problem(
        "labelsOn",
        "must not be route-holder behind an entry point whose scanStoppedContainers is false, which " +
          `does not see the holder. ${INSTEAD}`,
      ),
    );
  }
  return [...problems, ...templateProblems(own)];
}

function templateProblems(own: readonly Site[]): Problem[] {
  if (!own.some(hasTemplate)) return [];
  return [
    problem(
      "sites",
      "must not have a template where labelsOn is route-holder: the plugin would fill it in from the " +
        `route-holder. Write upstreams(port) as an argument of its own. Or: ${INSTEAD}`,
    ),
  ];
}
