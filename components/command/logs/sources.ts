// The logs that a subcommand reads: of the services, and of the entry points in front of them.

import type { LogSource } from "../../docker/containers/log-stream";
import type { DockerHost } from "../../docker/host/engine";
import { resolveDockerHost } from "../../docker/host/host";
import { didYouMean } from "../../schema/did-you-mean";
import { CommandFailure } from "../failure";
import type { Deployed, DeployedComponent, DeployedEntry, DeployedService } from "../stack/model";
import type { Subject } from "./entry";

/** A log, and whose it is. */
export interface Source extends LogSource {
  /** Its name on the Docker host. */
  readonly name: string;
  readonly docker: DockerHost;
  /** Whether it is the proxy's. */
  readonly proxy: boolean;
}

/** The logs of a stack or of one service. */
export interface Wanted {
  readonly sources: readonly Source[];
  /** Names on their networks by which later containers belong to the services. */
  readonly aliases: readonly string[];
  /** Names of the entry points' containers without the end that Pulumi gives each. */
  readonly proxies: readonly string[];
  /** What a line of a proxy must be about. Default: anything. */
  readonly subject?: Subject;
}

/**
 * The logs of one service, or of everything that a stack runs.
 *
 * @throws CommandFailure where the stack has no such service, or it runs nothing.
 */
export function wantedLogs(deployed: Deployed, service: string | undefined): Wanted {
  if (service === undefined) return logsOfAll(deployed);
  const found = serviceNamed(deployed, service);
  const entries = found.entry === undefined ? [] : [found.entry];
  const names = [...found.containers, ...found.tasks].map(({ name }) => name);
  const aliases = aliasesOf(deployed, found);
  return {
    sources: [...sourcesOf(found, false), ...entries.flatMap((entry) => sourcesOf(entry, true))],
    aliases,
    proxies: entries.flatMap(baseNames),
    subject: { hosts: hostsOf(found), names: [...names, ...aliases] },
  };
}

/**
 * A service of a stack by its name.
 *
 * @throws CommandFailure with the most similar name where there is none.
 */
export function serviceNamed(deployed: Deployed, name: string): DeployedService {
  const found = deployed.services.find((each) => each.name === name);
  if (found !== undefined) return found;
  const known = deployed.services.map((each) => each.name);
  const list = known.length === 0 ? "It has none." : `Its services: ${known.join(", ")}.`;
  throw new CommandFailure(
    `stack "${deployed.stack}" has no service "${name}".${didYouMean(name, known)}\n${list}`,
  );
}

/**
 * The same logs at another address of their Docker host.
 *
 * @throws CommandFailure where they are on several.
 */
export function reachedAt(wanted: Wanted, host: string | undefined): Wanted {
  if (host === undefined) return wanted;
  const hosts = new Set(wanted.sources.map(({ docker }) => docker.url));
  if (hosts.size > 1) {
    const urls = [...hosts].join(", ");
    throw new CommandFailure(
      `--host is for one Docker host, and these logs are on several: ${urls}.`,
    );
  }
  const docker = resolveDockerHost({ host });
  return { ...wanted, sources: wanted.sources.map((source) => ({ ...source, docker })) };
}

function logsOfAll(deployed: Deployed): Wanted {
  const { services, toxiproxies, entries } = deployed;
  const others = [...services, ...toxiproxies];
  return {
    sources: [
      ...others.flatMap((each) => sourcesOf(each, false)),
      ...entries.flatMap((each) => sourcesOf(each, true)),
    ],
    aliases: others.flatMap((each) => aliasesOf(deployed, each)),
    proxies: entries.flatMap(baseNames),
  };
}

function sourcesOf({ containers, tasks, docker }: DeployedComponent, proxy: boolean): Source[] {
  return [
    ...containers.map(({ id, name }) => ({ kind: "container" as const, id, name, docker, proxy })),
    ...tasks.map(({ id, name }) => ({ kind: "service" as const, id, name, docker, proxy })),
  ];
}

/** The names of a service's containers on their networks: see `networkAlias`. */
function aliasesOf({ stack, project }: Deployed, { name }: DeployedComponent): string[] {
  return [name, `${name}-canary`].map((each) => `${each}.${stack}.${project}`);
}

/** Pulumi ends the name of each container with seven digits of its own. */
export function baseName(container: string): string {
  return container.replace(/-[0-9a-f]{7}$/, "");
}

function baseNames({ containers }: DeployedEntry): string[] {
  return containers.map(({ name }) => baseName(name));
}

/** The hosts of a service: of its URLs, or its addresses. */
function hostsOf({ urls }: DeployedService): string[] {
  const hosts = urls.map((url) => url.replace(/^\w+:\/\//, "").replace(/[/:].*$/, ""));
  return [...new Set(hosts)].filter((host) => host !== "");
}
