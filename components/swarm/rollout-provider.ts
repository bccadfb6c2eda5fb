import type * as pulumi from "@pulumi/pulumi";
import { textOf } from "../compare";
import { connect, type Engine } from "../engine/client";
import { isLocal } from "../engine/host";
import { ask } from "../route/answers";
import { look, nodesOf } from "./look";
import type { RolloutProps } from "./rollout-props";
import { judge, withError } from "./tasks";

/*
 * What the engine calls for a rollout. Pulumi keeps the text of these functions in the state, and runs
 * it in a process of its own.
 */

/** Milliseconds between two looks. */
const INTERVAL = 200;
/** Milliseconds that a route may take to answer. */
const PATIENCE = 20_000;

/** The provider of rollouts. */
export const rolloutProvider: pulumi.dynamic.ResourceProvider<RolloutProps, RolloutProps> = {
  async create(props) {
    await follow(props);
    return { id: props.name, outs: props };
  },
  async update(_id, _olds, news) {
    await follow(news);
    return { outs: news };
  },
  async diff(_id, { docker: _old, ...olds }, { docker: _new, ...news }) {
    return { changes: textOf(olds) !== textOf(news) };
  },
};

async function follow(props: RolloutProps): Promise<void> {
  const engine = connect(props.docker);
  for (const service of props.services) await untilSettled(engine, service, props.timeout);
  await untilAnswered(engine, props);
}

/**
 * Waits until a service is what it was asked to be.
 *
 * @throws Error when it was rolled back, does not start, or makes no progress for so many seconds.
 */
async function untilSettled(engine: Engine, id: string, seconds: number): Promise<void> {
  let seen = "";
  for (let since = Date.now(); ; ) {
    const state = await look(engine, id);
    const { done, failure, progress } = judge(state);
    const now = `${progress} ${state.update}`;
    if (now !== seen) since = Date.now();
    // Looked at twice: the tasks of a new service are not there all at once.
    if (done && now === seen) return;
    seen = now;
    const late =
      Date.now() - since > seconds * 1000
        ? withError(`is not ready after ${seconds} s: ${progress}`, state)
        : undefined;
    const reason = failure ?? late;
    if (reason !== undefined) throw new Error(`service ${state.name} ${reason}`);
    await pause();
  }
}

/**
 * Waits until every edge node that can be asked from here answers for every URL.
 *
 * @throws Error that names those that don't.
 */
async function untilAnswered(engine: Engine, { urls, servers, docker }: RolloutProps) {
  if (servers === undefined || urls.length === 0) return;
  for (const began = Date.now(); ; await pause()) {
    const machines = await machinesOf(engine, servers, docker);
    const all = machines.flatMap((machine) => urls.map((url) => ({ url, machine })));
    const answers = await Promise.all(
      all.map(async (probe) => ({ ...probe, ...(await ask(probe)) })),
    );
    const silent = answers.filter(({ problem }) => problem !== undefined);
    if (silent.length === 0) return;
    if (Date.now() - began < PATIENCE) continue;
    const lines = silent.map(
      ({ url, machine, problem }) => `${url} does not answer on ${machine}: ${problem}.`,
    );
    throw new Error([...lines, "What the servers say: docker service logs <servers>"].join("\n"));
  }
}

/** The edge nodes that can be asked: all from a node; from elsewhere the one that is the Docker host. */
async function machinesOf(engine: Engine, servers: string, docker: RolloutProps["docker"]) {
  const nodes = await nodesOf(engine, servers);
  if (isLocal(docker)) return [...nodes.values()];
  const { Swarm: swarm } = await engine.info();
  return nodes.has(swarm?.NodeID) ? [new URL(docker.url).hostname] : [];
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, INTERVAL));
}
