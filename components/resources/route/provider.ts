import type * as pulumi from "@pulumi/pulumi";
import { sameStack } from "../../declare/stack-id";
import { waitForContainers, waitForHealthCheck } from "../../docker/containers/readiness";
import { connect } from "../../docker/host/client";
import type { Engine } from "../../docker/host/engine";
import { textOf } from "../../schema/canonical";
import { isDestroying, watchingDrift } from "../drift";
import { releaseOf, releasesAfter } from "../releases";
import { nameOf, releaseFiles, releasesFound, writeRouteFiles } from "./files";
import { dropLabels, holdersOf, holdLabels, holds, isHeld } from "./holder";
import { isRead, readingOf } from "./labelled";
import { routeSeen } from "./look";
import { leave, leavesNetwork, reach } from "./outside";
import { missing } from "./outside-look";
import type { RouteProps } from "./props";
import { tryRoute } from "./trial";
import { unlessServed, waitUnlessHeldBack } from "./waiting";

/**
 * The properties that an update compares, as text. A new controller reads the labels that are there, and a new
 * release has new containers.
 */
export function comparable(props: RouteProps): string {
  const {
    docker: _docker,
    controller: _one,
    release: _release,
    releaseOptions: _options,
    earlier: _earlier,
    ...rest
  } = props;
  return textOf(rest);
}

const provider = {
  async check(olds: Partial<RouteProps>, news: RouteProps) {
    // An unreachable host is reported by the look.
    const reasons = await missing(olds, news).catch(() => []);
    return { inputs: news, failures: reasons.map((reason) => ({ property: "", reason })) };
  },

  async create(props: RouteProps) {
    const engine = connect(props.docker);
    await waitForContainers(engine, props.containers, props.readyTimeout);
    try {
      await provide(engine, props);
      const served = await serve(engine, props);
      return { id: props.name, outs: { ...served, ...releasesAfter({}, props, now()) } };
    } catch (error) {
      await dropLabels(engine, props.name);
      await leave(engine, props).catch(() => undefined);
      throw error;
    }
  },

  async update(_id: string, olds: RouteProps, news: RouteProps) {
    const engine = connect(news.docker);
    const known = olds.release === undefined ? await releaseOf(engine, olds.containers) : olds;
    await waitForContainers(engine, news.containers, news.readyTimeout);
    await waitForHealthChecks(engine, olds, news);
    let outs: RouteProps;
    try {
      await provide(engine, news);
      outs = await serve(engine, news, olds);
    } catch (error) {
      const { proxy, controller } = news;
      await restore(engine, { ...olds, proxy, controller, probes: [] }).catch(() => undefined);
      await leave(engine, news, olds).catch(() => undefined);
      throw error;
    }
    await leave(engine, olds, news);
    if (replaces(olds, news)) await seconds(news.drain);
    return { outs: { ...outs, ...releasesAfter(known, news, now()) } };
  },

  async delete(_id: string, props: RouteProps) {
    const engine = connect(props.docker);
    await dropLabels(engine, props.name);
    await leave(engine, props);
    const drains = Object.keys(props.releases).length > 0 && !isDestroying();
    await seconds(drains ? props.drain : 0);
  },

  async diff(_id: string, olds: RouteProps, news: RouteProps) {
    const seen = await unlessServed(olds);
    const replaces = leavesNetwork(olds, news) ? ["outside"] : [];
    return {
      ...{ changes: comparable(seen) !== comparable(news), replaces },
      deleteBeforeReplace: replaces.length > 0,
    };
  },

  async read(id: string, props?: RouteProps) {
    if (props === undefined) return { id };
    const engine = connect(props.docker);
    const [holder] = await holdersOf(engine, props.name);
    const held = holder !== undefined && holds(holder.labels, props.labels);
    const labels = held ? props.labels : (holder?.labels ?? {});
    const releases = await releasesFound(engine, props);
    return { id, props: { ...(await unlessServed(props)), labels, releases } };
  },
};

export const routeProvider: pulumi.dynamic.ResourceProvider<RouteProps, RouteProps> = watchingDrift(
  provider,
  routeSeen,
);

/** Waits for the health checks of new containers, through the proxy and by the route as it still is. */
async function waitForHealthChecks(
  engine: Engine,
  olds: RouteProps,
  news: RouteProps,
): Promise<void> {
  const { ready, readyFile } = olds;
  if (ready === undefined || readyFile === undefined) return;
  const known = Object.values(olds.releases);
  for (const container of Object.values(news.releases).filter((id) => !known.includes(id))) {
    const name = await nameOf(engine, container);
    await writeRouteFiles(engine, news, { [readyFile]: name });
    const { docker, readyTimeout: seconds } = news;
    await waitForHealthCheck(engine, container, { docker, ready, seconds });
  }
}

/**
 * Gives the proxy all that the route's labels need, has its Caddy try them, and only then lets the containers of
 * the route serve.
 *
 * @throws RefusedConfiguration when Caddy refuses the labels, before a holder has them.
 */
async function provide(engine: Engine, props: RouteProps): Promise<void> {
  await reach(engine, props);
  await writeRouteFiles(engine, props, props.files);
  if (await needsTrial(engine, props)) await tryRoute(props);
  await writeRouteFiles(engine, props, await releaseFiles(engine, props));
}

/**
 * Whether Caddy has to try the labels of a route first. A new route has none to lose, but for a plugin that drops
 * the sites that Caddy refuses: any other one keeps the configuration that it has.
 */
async function needsTrial(engine: Engine, props: RouteProps): Promise<boolean> {
  const { name, labels, proxy, controller = proxy } = props;
  const holders = await holdersOf(engine, name);
  if (isHeld(holders, labels) || Object.keys(labels).length === 0) return false;
  return holders.length > 0 || (await readingOf(engine, controller)).process;
}

/**
 * Makes the proxy serve the route, and waits until it does.
 *
 * @returns the properties for the state, with what is missing where the proxy does not serve it yet.
 */
async function serve(engine: Engine, props: RouteProps, olds?: RouteProps): Promise<RouteProps> {
  const proxy = await engine.getContainer(props.proxy).inspect();
  const mark = sameStack(proxy.Config.Labels);
  const changed = await holdLabels(engine, props.name, props.labels, proxy.Image, mark);
  const since = changed ?? (await startOf(engine, props, olds)) ?? olds?.heldBackSince;
  return { ...props, ...(await waitUnlessHeldBack(engine, props, since)) };
}

/** Makes the proxy serve a route as it was. */
async function restore(engine: Engine, props: RouteProps): Promise<void> {
  await reach(engine, props);
  await writeRouteFiles(engine, props, { ...props.files, ...(await releaseFiles(engine, props)) });
  await serve(engine, props);
}

/** When the last new container started that carries labels itself, without a route holder. */
async function startOf(engine: Engine, props: RouteProps, olds?: RouteProps) {
  const { proxy, controller = proxy, containers } = props;
  const started = containers.filter((container) => !olds?.containers.includes(container));
  if (started.length === 0) return undefined;
  const found = await Promise.all(started.map((id) => engine.getContainer(id).inspect()));
  const { prefix } = await readingOf(engine, controller);
  const read = found.filter(({ Config: { Labels: labels } }) => isRead(labels, prefix));
  if (read.length === 0) return undefined;
  return Math.max(...read.map(({ State: state }) => Date.parse(state.StartedAt)));
}

function replaces(olds: RouteProps, news: RouteProps): boolean {
  const staying = new Set(Object.values(news.releases));
  return Object.values(olds.releases).some((container) => !staying.has(container));
}

const now = () => new Date().toISOString();

function seconds(number: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, number * 1000));
}
