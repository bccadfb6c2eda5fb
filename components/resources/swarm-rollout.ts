import { createHash } from "node:crypto";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { owner } from "../declare/owner";
import { connect } from "../docker/host/client";
import type { DockerHost, Engine } from "../docker/host/engine";
import { unlessMissing } from "../docker/host/engine";
import { poll } from "../docker/poll";
import { hostOf } from "../provider/host-of";
import { textOf } from "../schema/canonical";
import { judge, look, withError } from "../swarm/tasks";
import { type Seen, watchingDrift } from "./drift";
import { ProvidedResource } from "./provided-resource";
import { type ReleaseOptions, type Releases, releasesAfter } from "./releases";

/** The resolved properties of a rollout, as the state keeps them. */
interface RolloutProps extends Releases {
  readonly docker: DockerHost;
  /** `<project>/<stack>/<service>`. */
  readonly name: string;
  /** Ids of the services that must converge. */
  readonly services: readonly string[];
  /** How many tasks each of them has; null where it has one on each node. */
  readonly replicas: readonly (number | null)[];
  /** A digest of their configuration: a change of it requires another wait. */
  readonly asked: string;
  /** Seconds without progress until the rollout fails. */
  readonly timeout: number;
}

/** Milliseconds between two polls. */
const INTERVAL = 200;

const provider = {
  async create(props: RolloutProps) {
    await follow(props);
    return { id: props.name, outs: withReleases({}, props) };
  },
  async update(_id: string, olds: RolloutProps, news: RolloutProps) {
    await scale(news);
    await follow(news);
    return { outs: withReleases(olds, news) };
  },
  async delete(_id: string, { docker, services }: RolloutProps) {
    const engine = connect(docker);
    await Promise.all(services.map((service) => stop(engine, service)));
  },
  async diff(_id: string, olds: RolloutProps, news: RolloutProps) {
    return { changes: comparable(olds) !== comparable(news) };
  },
};

/** The properties that an update compares, as text. A new release has another configuration. */
function comparable(props: RolloutProps): string {
  const { docker: _docker, release: _release, earlier: _earlier, ...rest } = props;
  const { releaseOptions: _options, ...compared } = rest;
  return textOf(compared);
}

/** The properties for the state, with the releases of the service. */
function withReleases(olds: Releases, props: RolloutProps): RolloutProps {
  return { ...props, ...releasesAfter(olds, props, new Date().toISOString()) };
}

export const rolloutProvider: pulumi.dynamic.ResourceProvider<RolloutProps, RolloutProps> =
  watchingDrift(provider, rolloutSeen);

/** The services that somebody removed, and those with another number of tasks. */
async function rolloutSeen(olds: RolloutProps, news: RolloutProps): Promise<Seen> {
  const engine = connect(olds.docker);
  const kept = olds.services.filter((id) => news.services.includes(id));
  const found = await Promise.all(kept.map((id) => find(engine, id)));
  const gone = kept.filter((_, index) => found[index] === undefined);
  const scaled = found.filter((each) => each !== undefined && isScaled(each, olds));
  return {
    gone: gone.map((id) => `service ${id}`),
    changed: scaled.map((each) => `service ${each?.Spec.Name} has ${tasksOf(each)} tasks`),
  };
}

function isScaled(found: Found, { services, replicas = [] }: RolloutProps): boolean {
  const wanted = replicas[services.indexOf(found.ID)];
  return wanted !== undefined && wanted !== tasksOf(found);
}

/** How many tasks a service is to have; null where it has one on each node. */
function tasksOf(found?: Found): number | null {
  return found?.Spec.Mode.Replicated?.Replicas ?? null;
}

/** Gives services the number of tasks that somebody changed. */
async function scale(props: RolloutProps): Promise<void> {
  const engine = connect(props.docker);
  for (const [index, id] of props.services.entries()) {
    const found = await find(engine, id);
    const Replicas = props.replicas[index];
    if (found === undefined || typeof Replicas !== "number" || !isScaled(found, props)) continue;
    const spec = { ...found.Spec, Mode: { Replicated: { Replicas } } };
    await engine.getService(id).update({ ...spec, version: found.Version.Index });
  }
}

function find(engine: Engine, id: string): Promise<Found | undefined> {
  return engine.getService(id).inspect().catch(unlessMissing);
}

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

/** Milliseconds that tasks may take to end. */
const PATIENCE = 60_000;

/** The part of a service that is read here. */
interface Found {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: {
    readonly Name: string;
    readonly Mode: { readonly Replicated?: { readonly Replicas: number } };
  };
}

/**
 * Ends the tasks of a replicated service, each within its own grace period. The Docker provider, which
 * removes the service after that, would fail where a task takes longer.
 *
 * @public States of earlier packages require it: see toolchain/lib/old-paths.mjs.
 */
export async function stop(engine: Engine, id: string): Promise<void> {
  const service = await find(engine, id);
  if (service?.Spec.Mode.Replicated === undefined) return;
  const none = { ...service.Spec, Mode: { Replicated: { Replicas: 0 } } };
  await engine.getService(id).update({ ...none, version: service.Version.Index });
  const ended = async () => ((await running(engine, id)) === 0 ? true : undefined);
  await poll(ended, { interval: INTERVAL, timeout: PATIENCE });
}

/** How many tasks run on nodes that are ready; a lost node reports none. */
async function running(engine: Engine, id: string): Promise<number> {
  const [tasks, nodes] = await Promise.all([
    engine.listTasks({ filters: { service: [id] } }),
    engine.listNodes(),
  ]);
  const ready = nodes.filter(({ Status: status }) => status?.State === "ready");
  const here = (node: unknown) => ready.some(({ ID: each }) => each === node);
  return tasks.filter(({ NodeID: node, Status: status }) => {
    return here(node) && /^(preparing|ready|starting|running)$/.test(status?.State);
  }).length;
}

/** Arguments of {@link Rollout}. */
export interface RolloutArgs {
  readonly services: readonly docker.Service[];
  /** The configuration of the services: a change of it requires another wait. */
  readonly asked: object;
  /** Seconds. */
  readonly timeout: number;
  /** The release of a service, which the state keeps. Default: none is kept. */
  readonly release?: { readonly image: pulumi.Input<string>; readonly options: ReleaseOptions };
}

/**
 * Waits until services have converged: Swarm has replaced every task that it had to, and all run. It
 * fails when Swarm rolls an update back, with the error of the task.
 */
export class Rollout extends ProvidedResource {
  constructor(
    name: string,
    { services, asked, timeout, release }: RolloutArgs,
    parent: pulumi.ComponentResource,
  ) {
    super(
      "Rollout",
      `${name}-rollout`,
      {
        docker: hostOf(parent),
        name: `${owner()}/${name}`,
        services: services.map(({ id }) => id),
        replicas: services.map(({ mode }) =>
          mode.apply(({ replicated }) => replicated?.replicas ?? null),
        ),
        asked: pulumi.output(asked).apply(fingerprint),
        timeout,
        release: release && { image: release.image, imageId: release.image },
        releaseOptions: release && pulumi.secret(release.options),
      },
      { parent },
    );
  }
}

/** The state keeps a digest, since it has the configuration already. */
function fingerprint(asked: unknown): string {
  return createHash("sha256").update(textOf(asked)).digest("hex");
}
