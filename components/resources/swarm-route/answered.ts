import { type DockerHost, isLocal } from "../../docker/endpoint";
import type { Engine } from "../../docker/engine";
import { ask } from "../../docker/probe";
import { nodesOf } from "../../swarm/look";

/** Milliseconds between two looks. */
const INTERVAL = 100;

/** Milliseconds that a route may take to answer. */
const PATIENCE = 20_000;

/** What has to answer, and where. */
export interface Asking {
  readonly docker: DockerHost;
  /** URLs that have to answer on every edge node that can be asked. */
  readonly urls: readonly string[];
  /** Id of the service whose tasks are the servers on the edge nodes. */
  readonly servers: string;
}

/**
 * Waits until every edge node that can be asked from here answers for every URL.
 *
 * @throws Error that names those that don't.
 */
export async function waitForServers(engine: Engine, asking: Asking): Promise<void> {
  const { docker, urls, servers } = asking;
  if (urls.length === 0) return;
  for (const began = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, INTERVAL))) {
    const machines = await machinesOf(engine, asking);
    const all = machines.flatMap((machine) => urls.map((url) => ({ url, machine })));
    const answers = await Promise.all(
      all.map(async (probe) => ({ ...probe, ...(await ask(docker, probe)) })),
    );
    const silent = answers.filter(({ problem }) => problem !== undefined);
    if (silent.length === 0) return;
    if (Date.now() - began < PATIENCE) continue;
    const lines = silent.map(
      ({ url, machine, problem }) => `${url} does not answer on ${machine}: ${problem}.`,
    );
    throw new Error([...lines, `What the servers say: docker service logs ${servers}`].join("\n"));
  }
}

/** The edge nodes that can be asked: all from a node; from elsewhere the one that is the Docker host. */
async function machinesOf(engine: Engine, { servers, docker }: Asking): Promise<string[]> {
  const nodes = await nodesOf(engine, servers);
  if (isLocal(docker)) return [...nodes.values()];
  const { Swarm: swarm } = await engine.info();
  return nodes.has(swarm?.NodeID) ? [new URL(docker.url).hostname] : [];
}
