import { Publish } from "../caddy/publish";
import { withCertificate } from "../caddy/sites";
import { policyFor } from "../caddy/tls";
import { hasTemplate, leadingTo, ownPorts } from "../caddy/upstream-files";
import type { Site } from "../labels";
import { DeployMode } from "../network/deploy-mode";
import { toxicProblems } from "../toxics";
import { LabelsOn } from "./labels-on";
import { type Backend, type ServiceRoute, serviceSites } from "./options";
import type { Placed } from "./placed";
import { withReadiness } from "./readiness";
import { heldBackend, labelledBackend, type ReplicaCounts } from "./replicas";
import { lookingUp, swarmBackend } from "./swarm-backend";
import { type Asked, outsideProblems, swarmProblems } from "./swarm-problems";
import { faultyBackend } from "./through-toxiproxy";

/** Whether it is a service of a Swarm. */
export function isInSwarm({ entry }: Placed): boolean {
  return entry.network.mode === DeployMode.Swarm;
}

/** Whether a route-holder carries the labels. */
export function isHeld({ labelsOn = LabelsOn.RouteHolder }: Placed): boolean {
  return labelsOn !== LabelsOn.Container;
}

/** Whether the proxy has to ask new containers whether they are ready, as nobody else does. */
export function isAskedByProxy({ health, healthcheck, faults, ...args }: Placed): boolean {
  const alone = healthcheck === undefined && faults === undefined;
  return isHeld(args) && health !== undefined && alone;
}

/** The ports of its containers that a service's routes lead to; its own comes first. */
export function routedPorts({ port, routes = [] }: Placed, own: readonly Site[]): number[] {
  const others = routes.flatMap((route) => route.port ?? []);
  return [...new Set([port, ...others, ...own.flatMap(ownPorts)])];
}

/** The sites of a service as they stand in its labels. */
export function placedSites(releases: ReplicaCounts, args: Placed, own: readonly Site[]): Site[] {
  const { entry, hosts = [], port, health } = args;
  const tls = policyFor(entry.tls, args.tls);
  const network = entry.network.plainName;
  const backend = backendOf(releases, args);
  const asked = isAskedByProxy(args) ? health : undefined;
  const made = serviceSites({ ...args, name: releases.name, hosts, tls: tls.mode }, backend)
    .map((each) =>
      asked ? withReadiness(each, releases.name, { network, port, health: asked }) : each,
    )
    .map((each) => withCertificate(each, tls));
  const stable = (at: string) => backend.upstreamsFor(Number(at)).stable;
  const led = (each: Site) => {
    if (isInSwarm(args)) return lookingUp(each, releases.name);
    return isHeld(args) ? leadingTo(each, stable) : each;
  };
  return [...made, ...own.map(led)].map((each) => entry.deployment.adaptSite(each));
}

function backendOf(releases: ReplicaCounts, args: Placed): Backend {
  const { entry, port, faults } = args;
  if (isInSwarm(args)) return swarmBackend(releases.name, releases.replicas);
  if (!isHeld(args)) return labelledBackend(releases);
  const held = heldBackend(releases, entry.network.plainName);
  return faults === undefined ? held : faultyBackend(releases, port, faults.through.host, held);
}

/** What can't be done where the labels are to stand, each a sentence. */
export function placementProblems(args: Asked, own: readonly Site[]): string[] {
  if (isInSwarm(args)) return swarmProblems(args, own);
  const problems = isHeld(args) ? heldProblems(args, own) : labelledProblems(args);
  return [...outsideProblems(args), ...problems];
}

const REMEDY = 'Write labelsOn: "container".';

function heldProblems(args: Placed, own: readonly Site[]): string[] {
  const { entry } = args;
  const problems: string[] = [];
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
  problems.push(...faultProblems(args));
  if (own.some((each) => hasTemplate(leadingTo(each, () => [])))) {
    problems.push(
      "sites must not have a template where labelsOn is route-holder: the plugin would fill it in " +
        `from the route-holder. Write upstreams(port) as an argument of its own. Or: ${REMEDY}`,
    );
  }
  return problems;
}

/** What can't be done on the way through Toxiproxy. */
function faultProblems({ entry, faults, health }: Placed): string[] {
  if (faults === undefined) return [];
  const problems = toxicProblems(faults.toxics ?? [], "faults.toxics");
  if (faults.through.entry !== entry) {
    problems.push(
      "faults.through must be a Toxiproxy behind the same entry point, since it is reached on that " +
        "one's network.",
    );
  }
  if (health?.port !== undefined) {
    problems.push(
      `health.port must be left out where there are faults, got ${health.port}: the way through ` +
        "Toxiproxy leads to the ports of routes.",
    );
  }
  return problems;
}

function labelledProblems(args: Placed): string[] {
  const problems = [];
  if (args.faults !== undefined) {
    problems.push(
      "faults must be left out where labelsOn is container: its labels name the container itself. " +
        'Write labelsOn: "route-holder".',
    );
  }
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
