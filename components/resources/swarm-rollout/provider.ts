import type * as pulumi from "@pulumi/pulumi";
import { connect } from "../../docker/client";
import type { Engine } from "../../docker/engine";
import { textOf } from "../../schema/canonical";
import { look } from "../../swarm/look";
import { judge, withError } from "../../swarm/tasks";
import type { RolloutProps } from "./props";
import { stop } from "./stop";

/*
 * What the engine calls for a rollout. Pulumi keeps the text of these functions in the state, and runs
 * it in a process of its own.
 */

/** Milliseconds between two looks. */
const INTERVAL = 200;

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
  async delete(_id, { docker, services }) {
    const engine = connect(docker);
    await Promise.all(services.map((service) => stop(engine, service)));
  },
  async diff(_id, { docker: _old, ...olds }, { docker: _new, ...news }) {
    return { changes: textOf(olds) !== textOf(news) };
  },
};

async function follow(props: RolloutProps): Promise<void> {
  const engine = connect(props.docker);
  for (const service of props.services) await waitForTasks(engine, service, props.timeout);
}

/**
 * Waits until a service is what it was asked to be.
 *
 * @throws Error when it was rolled back, does not start, or makes no progress for so many seconds.
 */
async function waitForTasks(engine: Engine, id: string, seconds: number): Promise<void> {
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

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, INTERVAL));
}
