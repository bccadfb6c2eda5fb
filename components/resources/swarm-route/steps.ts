/* The steps of a route in a Swarm: its labels on a holder, then the answers of all servers. */

import { serviceLines } from "../../docker/containers/output";
import { type DockerHost, type Engine, isLocal, unlessMissing } from "../../docker/host/engine";
import { poll } from "../../docker/poll";
import { type Answer, ask } from "../../docker/routes/probe";
import { CERTIFICATE_LINES, watchCertificates } from "../../docker/routes/uncertified";
import { textOf } from "../../schema/canonical";
import { nodesOf } from "../../swarm/tasks";

/** A route holder: a service without tasks, whose labels the plugin reads. */
export interface HolderSpec {
  /** Its name in the Swarm, which no other service has. */
  readonly holder: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Any image: it never runs. */
  readonly image: string;
}

/** The part of a service that is read here. */
interface Found {
  readonly Version: { readonly Index: number };
  readonly Spec: { readonly Labels: Readonly<Record<string, string>> };
}

/** The labels of a route holder; `undefined` where there is none of that name. */
export async function labelsHeld(engine: Engine, holder: string) {
  return (await find(engine, holder))?.Spec.Labels;
}

/**
 * Puts a route's labels on its holder, which is created where it is missing. The plugin sees one change,
 * where the Docker provider would remove the holder and create another.
 */
export async function holdLabels(engine: Engine, spec: HolderSpec): Promise<void> {
  const found = await find(engine, spec.holder);
  const wanted = {
    Name: spec.holder,
    Labels: spec.labels,
    TaskTemplate: { ContainerSpec: { Image: spec.image } },
    Mode: { Replicated: { Replicas: 0 } },
  };
  if (found === undefined) {
    await engine.createService(wanted);
  } else if (textOf(found.Spec.Labels) !== textOf(spec.labels)) {
    const version = found.Version.Index;
    await engine.getService(spec.holder).update({ ...wanted, version });
  }
}

/** Removes a route holder. */
export async function dropLabels(engine: Engine, holder: string): Promise<void> {
  await engine.getService(holder).remove().catch(unlessMissing);
}

function find(engine: Engine, holder: string): Promise<Found | undefined> {
  return engine.getService(holder).inspect().catch(unlessMissing);
}

/** Milliseconds between two polls. */
const INTERVAL = 100;

/** Milliseconds that a route may take to answer. */
const PATIENCE = 20_000;

/** The URLs that must answer, and the servers. */
export interface RouteCheck {
  readonly docker: DockerHost;
  /** URLs that must answer on every edge node that can be reached from here. */
  readonly urls: readonly string[];
  /** Id of the service whose tasks are the servers on the edge nodes. */
  readonly servers: string;
  /** By which the servers know requests that no rate limit counts. Default: limits count them all. */
  readonly pass?: string;
}

/**
 * Waits until every URL answers on every edge node that can be reached from here, or waits for nothing but a
 * certificate that Caddy keeps trying to get.
 *
 * @returns a text for each host that has no certificate yet.
 * @throws Error that names those that don't answer.
 */
export async function waitForServers(engine: Engine, check: RouteCheck): Promise<string[]> {
  const { urls, servers } = check;
  if (urls.length === 0) return [];
  const watch = watchCertificates(() => serviceLines(engine, servers, CERTIFICATE_LINES));
  const served = async (late: boolean) => {
    const silent = await unanswered(engine, check);
    if (silent.length === 0) return [];
    const pending = await watch(silent, late);
    if (late && pending === undefined) throw new Error(problemOf(silent, servers));
    return pending;
  };
  return (await poll(served, { interval: INTERVAL, timeout: PATIENCE })) ?? [];
}

/** A URL that does not answer on a node. */
interface Silent extends Answer {
  readonly machine: string;
}

/** The URLs that don't answer. */
export async function unanswered(engine: Engine, check: RouteCheck): Promise<Silent[]> {
  const { docker, urls, pass } = check;
  const machines = await machinesOf(engine, check);
  const all = machines.flatMap((machine) => urls.map((url) => ({ url, machine, uncounted: true })));
  const answers = await Promise.all(
    all.map(async (probe) => ({ ...probe, ...(await ask(docker, probe, pass)) })),
  );
  return answers.filter(({ problem }) => problem !== undefined);
}

function problemOf(silent: readonly Silent[], servers: string): string {
  return [
    ...silent.map(
      ({ url, machine, problem }) => `${url} does not answer on ${machine}: ${problem}.`,
    ),
    `For the logs of the servers run: docker service logs ${servers}`,
  ].join("\n");
}

/** The edge nodes that can be reached: from a node all, from elsewhere the one that is the Docker host. */
export async function machinesOf(
  engine: Engine,
  { servers, docker }: Pick<RouteCheck, "servers" | "docker">,
): Promise<string[]> {
  const nodes = await nodesOf(engine, servers);
  if (isLocal(docker)) return [...nodes.values()];
  const { Swarm: swarm } = await engine.info();
  return nodes.has(swarm?.NodeID) ? [new URL(docker.url).hostname] : [];
}
