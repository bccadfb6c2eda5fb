import type * as pulumi from "@pulumi/pulumi";
import { connect } from "../../docker/client";
import type { DockerHost, Engine } from "../../docker/engine";
import { poll } from "../../docker/poll";
import { textOf } from "../../schema/canonical";
import { look } from "../../swarm/look";
import { judge, withError } from "../../swarm/tasks";
import { stop } from "./stop";

/** The resolved properties of a rollout, as the state keeps them. */
interface RolloutProps {
  readonly docker: DockerHost;
  /** What no other rollout of the stack has. */
  readonly name: string;
  /** Ids of the services that must converge. */
  readonly services: readonly string[];
  /** A digest of their configuration: a change of it requires another wait. */
  readonly asked: string;
  /** Seconds without progress after which it has failed. */
  readonly timeout: number;
}

/** Milliseconds between two looks. */
const INTERVAL = 200;

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
 * Waits until all tasks of a service run with its configuration.
 *
 * @throws Error when Swarm rolled it back, it does not start, or makes no progress for so many seconds.
 */
async function waitForTasks(engine: Engine, id: string, seconds: number): Promise<void> {
  let seen = "";
  let since = Date.now();
  const converged = async () => {
    const state = await look(engine, id);
    const { done, failure, progress } = judge(state);
    const now = `${progress} ${state.update}`;
    if (now !== seen) since = Date.now();
    // The same twice: the tasks of a new service do not appear all at once.
    if (done && now === seen) return true;
    seen = now;
    const late =
      Date.now() - since > seconds * 1000
        ? withError(`is not ready after ${seconds} s: ${progress}`, state)
        : undefined;
    const reason = failure ?? late;
    if (reason !== undefined) throw new Error(`service ${state.name} ${reason}`);
    return undefined;
  };
  await poll(converged, { interval: INTERVAL });
}
