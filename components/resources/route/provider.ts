import type * as pulumi from "@pulumi/pulumi";
import { connect } from "../../docker/client";
import type { Engine } from "../../docker/engine";
import { readFile, writeFiles } from "../../docker/files";
import { unlessMissing } from "../../docker/missing";
import { askAll, FILES, VOLUME } from "../../docker/probe";
import { waitForContainers, waitForHealthCheck } from "../../docker/readiness";
import { hasLoaded, waitForReload, waitForRoutes } from "../../docker/served";
import { isHeldBack } from "./held-back";
import { dropLabels, holdersOf, holdLabels } from "./holder";
import { isRead, readingOf } from "./labelled";
import { comparable, type RouteProps } from "./props";

/*
 * What the engine calls for a route. Pulumi keeps the text of these functions in the state, and runs
 * it in a process of its own.
 */

/** The provider of routes. */
export const routeProvider: pulumi.dynamic.ResourceProvider<RouteProps, RouteProps> = {
  async create(props) {
    const engine = connect(props.docker);
    await waitForContainers(engine, props.containers, props.readyTimeout);
    try {
      return { id: props.name, outs: await apply(engine, props) };
    } catch (error) {
      await dropLabels(engine, props.name);
      throw error;
    }
  },

  async update(_id, olds, news) {
    const engine = connect(news.docker);
    await waitForContainers(engine, news.containers, news.readyTimeout);
    await waitForHealthChecks(engine, olds, news);
    let outs: RouteProps;
    try {
      outs = await apply(engine, news, olds);
    } catch (error) {
      const { proxy, controller } = news;
      await apply(engine, { ...olds, proxy, controller, probes: [] }).catch(() => undefined);
      throw error;
    }
    if (replaces(olds, news)) await seconds(news.drain);
    return { outs };
  },

  async delete(_id, props) {
    await dropLabels(connect(props.docker), props.name);
    await seconds(Object.keys(props.releases).length > 0 ? props.drain : 0);
  },

  async diff(_id, olds, news) {
    return { changes: comparable(olds) !== comparable(news) };
  },

  async read(id, props) {
    if (props === undefined) return { id };
    const engine = connect(props.docker);
    const [holder] = await holdersOf(engine, props.name);
    const releases = await releasesFound(engine, props);
    const seen = await proven(engine, props);
    return { id, props: { ...seen, labels: holder?.labels ?? {}, releases } };
  },
};

/** Asks new containers through the proxy, by the way that the route as it is has for that. */
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
    await writeFiles(engine, news.proxy, VOLUME, inFolder({ [readyFile]: name }));
    const { docker, readyTimeout: seconds } = news;
    await waitForHealthCheck(engine, container, { docker, ready, seconds });
  }
}

/**
 * Makes the proxy send requests where the route says, and sees that it does.
 *
 * @returns the route for the state, with a mark where the proxy is held back: see {@link isHeldBack}.
 */
async function apply(engine: Engine, props: RouteProps, olds?: RouteProps): Promise<RouteProps> {
  const files = { ...props.files, ...(await releaseFiles(engine, props)) };
  if (Object.keys(files).length > 0) {
    await writeFiles(engine, props.proxy, VOLUME, inFolder(files));
  }
  const proxy = await engine.getContainer(props.proxy).inspect();
  const changed = await holdLabels(engine, props.name, props.labels, proxy.Image);
  const since = changed ?? (await startOf(engine, props, olds)) ?? olds?.heldBackSince;
  try {
    if (since !== undefined) await waitForReload(engine, props.controller ?? props.proxy, since);
    await waitForRoutes(engine, props);
    return props;
  } catch (error) {
    if (!(await isHeldBack(engine, props))) throw error;
    return { ...props, heldBackSince: since ?? Date.now() };
  }
}

/**
 * When the last of the containers started that carry labels the proxy reads: those of the proxy's own
 * route, and new ones of a service without a route-holder. No other route waits for its containers.
 */
async function startOf(engine: Engine, props: RouteProps, olds?: RouteProps) {
  const { proxy, controller = proxy, containers } = props;
  const known = containers.includes(proxy) ? [] : (olds?.containers ?? []);
  const started = containers.filter((container) => !known.includes(container));
  if (started.length === 0) return undefined;
  const found = await Promise.all(started.map((id) => engine.getContainer(id).inspect()));
  const { prefix } = await readingOf(engine, controller);
  const read = found.filter(({ Config: { Labels: labels } }) => isRead(labels, prefix));
  const telling = containers.includes(proxy) ? found : read;
  if (telling.length === 0) return undefined;
  return Math.max(...telling.map(({ State: state }) => Date.parse(state.StartedAt)));
}

/** The route without its mark, once the proxy has taken the configuration and serves the route. */
async function proven(engine: Engine, props: RouteProps): Promise<RouteProps> {
  const { heldBackSince, ...rest } = props;
  if (heldBackSince === undefined) return props;
  const { docker, proxy, controller = proxy, probes } = props;
  if (!(await hasLoaded(engine, controller, heldBackSince))) return props;
  const answers = await askAll(docker, probes);
  return answers.some(({ problem }) => problem !== undefined) ? props : rest;
}

/** The names of the containers that serve, by release file. */
async function releaseFiles(engine: Engine, { releases }: RouteProps) {
  const named = Object.entries(releases).map(async ([file, container]) => {
    return [file, await nameOf(engine, container)] as const;
  });
  return Object.fromEntries(await Promise.all(named));
}

async function nameOf(engine: Engine, container: string): Promise<string> {
  const { Name: name } = await engine.getContainer(container).inspect();
  return name.slice(1);
}

/** The releases that the proxy finds: those of its files that name the container they should. */
async function releasesFound(engine: Engine, props: RouteProps) {
  const found = Object.entries(props.releases).map(async ([file, container]) => {
    const wanted = await nameOf(engine, container).catch(unlessMissing);
    if (wanted === undefined) return [];
    const text = await readFile(engine, props.proxy, `${VOLUME}/${FILES}/${file}`);
    return text === wanted ? [[file, container] as const] : [];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}

function inFolder(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [`${FILES}/${path}`, content]),
  );
}

function replaces(olds: RouteProps, news: RouteProps): boolean {
  const staying = new Set(Object.values(news.releases));
  return Object.values(olds.releases).some((container) => !staying.has(container));
}

function seconds(number: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, number * 1000));
}
