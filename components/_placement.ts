import { handingOver } from "./_handover";
import { withReadiness } from "./_readiness";
import { withCertificate } from "./_route";
import { heldBackend, labelledBackend, type Releases, stableFiles } from "./_service-backend";
import type { CaddyProxy } from "./caddy-proxy";
import type { Site } from "./labels";
import { LabelsOn } from "./labels-on";
import { Publish } from "./publish";
import { atReleases, hasTemplate } from "./route";
import { type ServiceOptions, type ServiceRoute, serviceSites } from "./service";
import { policyFor, type TlsMode } from "./tls";

/** The arguments of a service that decide what its labels say, and where they stand. */
export interface Placed extends ServiceOptions {
  readonly entry: CaddyProxy;
  readonly port: number;
  readonly hosts?: string[];
  readonly tls?: TlsMode;
  readonly labelsOn?: LabelsOn;
  readonly healthcheck?: unknown;
}

/** Whether a route-holder carries the labels. */
export function isHeld({ labelsOn = LabelsOn.RouteHolder }: Placed): boolean {
  return labelsOn !== LabelsOn.Container;
}

/** Whether the proxy has to ask new containers whether they are ready, as nobody else does. */
export function isAskedByProxy(args: Placed): boolean {
  return isHeld(args) && args.health !== undefined && args.healthcheck === undefined;
}

/** The sites of a service as they stand in its labels. */
export function placedSites(releases: Releases, args: Placed, own: readonly Site[]): Site[] {
  const { entry, hosts = [], port, health } = args;
  const tls = policyFor(entry.tls, args.tls);
  const network = entry.network.plainName;
  const held = isHeld(args);
  const backend = held ? heldBackend(releases, network) : labelledBackend(releases);
  const asked = isAskedByProxy(args) ? health : undefined;
  const made = serviceSites({ ...args, name: releases.name, hosts, tls: tls.mode }, backend)
    .map((each) =>
      asked ? withReadiness(each, releases.name, { network, port, health: asked }) : each,
    )
    .map((each) => withCertificate(each, tls));
  const files = stableFiles(releases);
  return [...made, ...own.map((each) => (held ? atReleases(each, files, network) : each))].map(
    (each) => handingOver(each, entry.publish),
  );
}

/** What can't be done where the labels are to stand, each a sentence. */
export function placementProblems(args: Placed, own: readonly Site[]): string[] {
  return isHeld(args) ? heldProblems(args, own) : labelledProblems(args);
}

const REMEDY = 'Write labelsOn: "container".';

function heldProblems({ entry }: Placed, own: readonly Site[]): string[] {
  const problems = [];
  if (entry.publish === Publish.HostNetwork) {
    problems.push(
      "labelsOn must not be route-holder behind an entry point on the host's network, which knows " +
        `no names of containers. ${REMEDY}`,
    );
  }
  if (entry.settings.scanStoppedContainers === false) {
    problems.push(
      "labelsOn must not be route-holder behind an entry point whose scanStoppedContainers is " +
        `false, which does not see the holder. ${REMEDY}`,
    );
  }
  if (own.some((each) => hasTemplate(atReleases(each, [], "")))) {
    problems.push(
      "sites must not have a template where labelsOn is route-holder: the plugin would fill it in " +
        `from the route-holder. Write upstreams(port) as an argument of its own. Or: ${REMEDY}`,
    );
  }
  return problems;
}

function labelledProblems(args: Placed): string[] {
  const problems = [];
  if (args.canary !== undefined) {
    problems.push(
      "canary must be left out where labelsOn is container: the plugin mixes what the containers " +
        'of both say. Write labelsOn: "route-holder".',
    );
  }
  if ([args, ...routesOf(args)].some(({ basicAuth }) => basicAuth !== undefined)) {
    problems.push(
      "basicAuth must be left out where labelsOn is container: the hashes of the passwords would " +
        'stand in its labels. Write labelsOn: "route-holder".',
    );
  }
  return problems;
}

/** The routes, where they are a list; whether they are, others check. */
function routesOf({ routes }: Placed): ServiceRoute[] {
  return Array.isArray(routes) ? routes.filter(Boolean) : [];
}
