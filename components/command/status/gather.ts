// Looks at the Docker hosts of a stack.

import { type Listing, listing } from "../../docker/containers/listing";
import { connect } from "../../docker/host/client";
import type { DockerHost } from "../../docker/host/engine";
import { unreachable } from "../../docker/host/unreachable";
import type { HeldCertificate } from "../../docker/routes/held-certificates";
import { askAll } from "../../docker/routes/probe";
import { textOf } from "../../schema/canonical";
import { reasonOf } from "../failure";
import type { Deployed, DeployedComponent, DeployedEntry, DeployedService } from "../stack/model";
import { certificateProblems, certificatesOf, hostCertificates } from "./certificates";
import { driftOf } from "./drift";
import { faultsOf } from "./faults";
import { checkUp } from "./health";
import type { ComponentStatus, StackStatus } from "./model";

/** What was found of all Docker hosts and entry points. */
interface Found {
  /** The containers of each Docker host that answers. */
  readonly listings: ReadonlyMap<string, Listing>;
  /** The certificates of each entry point that has been read. */
  readonly certificates: ReadonlyMap<DeployedEntry, readonly HeldCertificate[]>;
  readonly unknown: string[];
  readonly now: number;
}

/** Looks at everything that a stack has deployed. */
export async function statusOf(deployed: Deployed, now = Date.now()): Promise<StackStatus> {
  const { stack, project, written, services, toxiproxies, entries } = deployed;
  const unknown: string[] = [];
  const listings = await listingsOf(deployed.hosts, unknown);
  const reachable = entries.filter(({ docker }) => listings.has(textOf(docker)));
  const certificates = await readCertificates(reachable, services, unknown);
  const found = { listings, certificates, unknown, now };
  const components = await Promise.all(
    [...services, ...entries, ...toxiproxies].map((each) => componentStatus(each, found)),
  );
  return { stack, project, written, components, problems: stackProblems(deployed), unknown };
}

async function listingsOf(hosts: readonly DockerHost[], unknown: string[]) {
  const listings = new Map<string, Listing>();
  await Promise.all(
    hosts.map(async (host) => {
      try {
        listings.set(textOf(host), await listing(host, []));
      } catch (error) {
        unknown.push(unreachable(host, error));
      }
    }),
  );
  return listings;
}

async function readCertificates(
  entries: readonly DeployedEntry[],
  services: readonly DeployedService[],
  unknown: string[],
) {
  const read = new Map<DeployedEntry, readonly HeldCertificate[]>();
  await Promise.all(
    entries.map(async (entry) => {
      const behind = services.filter((each) => each.entry === entry);
      try {
        read.set(entry, await certificatesOf(entry, behind));
      } catch (error) {
        unknown.push(`The certificates of ${entry.name} are unknown: ${reasonOf(error)}.`);
      }
    }),
  );
  return read;
}

async function componentStatus(
  component: DeployedService | DeployedEntry,
  { listings, certificates, unknown, now }: Found,
): Promise<ComponentStatus> {
  const { kind, name, docker, released, routes } = component;
  const entry = "entry" in component ? component.entry : undefined;
  const listed = listings.get(textOf(docker));
  const reached = listed !== undefined;
  const where = { docker: docker.url, reached, urls: urlsOf(component) };
  const known = { kind, name, ...where, image: imageOf(component), released };
  if (!reached) return { ...known, drift: [], problems: [] };
  const held = entry && certificates.get(entry);
  const hosts = held && hostCertificates(component, held);
  const [checkup, drift, faults, silent] = await Promise.all([
    checkUp(component, listed, connect(docker)),
    driftOf(component).catch((error) => {
      unknown.push(`The drift of ${name} is unknown: ${reasonOf(error)}`);
      return [];
    }),
    faultsOf(component),
    silentUrls(component),
  ]);
  if (faults.unknown !== undefined) unknown.push(faults.unknown);
  return {
    ...known,
    health: checkup.health,
    answers: silent && silent.length === 0,
    certificates: hosts,
    faults: faults.faults,
    drift: [...new Set([...checkup.drift, ...drift, ...faults.drift])],
    problems: [
      ...checkup.problems,
      ...(silent ?? []),
      ...certificateProblems(hosts ?? [], routes, now),
    ],
  };
}

/** Where people reach a component; an entry point at its port for https. */
function urlsOf(component: DeployedService | DeployedEntry): readonly string[] {
  if (!("httpsPort" in component)) return component.urls;
  const { address, httpsPort } = component;
  return [`${address.includes(":") ? `[${address}]` : address}:${httpsPort}`];
}

function imageOf({ containers, tasks }: DeployedComponent): string | undefined {
  return (containers[0] ?? tasks[0])?.image;
}

/** The URLs of a component that don't answer; `undefined` where containers run for it, or no URL can be asked. */
async function silentUrls({
  containers,
  tasks,
  routes,
  docker,
}: DeployedComponent): Promise<string[] | undefined> {
  const probes = routes.flatMap((route) => route.probes ?? []);
  if (containers.length + tasks.length > 0 || probes.length === 0) return undefined;
  const answers = await askAll(docker, probes);
  return answers.flatMap(({ url, problem }) =>
    problem === undefined ? [] : [`${url} does not answer: ${problem}`],
  );
}

function stackProblems({ pending, leftovers, stack }: Deployed): string[] {
  const began = pending.map((operation) => operation.replace(/urn:.*::/, ""));
  return [
    ...(began.length === 0
      ? []
      : [
          `An interrupted update did not finish ${began.join(", ")}. Run: pulumi refresh --stack ${stack}`,
        ]),
    ...leftovers.map(
      (name) =>
        `Container ${name} is replaced, but an interrupted update left it. The next up removes it.`,
    ),
  ];
}
