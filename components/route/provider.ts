import type * as pulumi from "@pulumi/pulumi";
import { connect, type Engine } from "../engine/client";
import { readFile, writeFiles } from "../engine/files";
import { dropLabels, holdersOf, holdLabels } from "./holder";
import { comparable, FILES, type RouteProps, VOLUME } from "./props";
import { untilPassed, untilReady } from "./readiness";
import { untilAnswered, untilLoaded } from "./served";

/*
 * What the engine calls for a route. Pulumi keeps the text of these functions in the state, and runs
 * it in a process of its own.
 */

/** The provider of routes. */
export const routeProvider: pulumi.dynamic.ResourceProvider<RouteProps, RouteProps> = {
  async create(props) {
    const engine = connect(props.docker);
    await untilReady(engine, props.containers, props.readyTimeout);
    try {
      await apply(engine, props);
    } catch (error) {
      await dropLabels(engine, props.name);
      throw error;
    }
    return { id: props.name, outs: props };
  },

  async update(_id, olds, news) {
    const engine = connect(news.docker);
    await untilReady(engine, news.containers, news.readyTimeout);
    await untilWell(engine, olds, news);
    try {
      await apply(engine, news);
    } catch (error) {
      const { proxy, controller } = news;
      await apply(engine, { ...olds, proxy, controller, probes: [] }).catch(() => undefined);
      throw error;
    }
    if (replaces(olds, news)) await seconds(news.drain);
    return { outs: news };
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
    return { id, props: { ...props, labels: holder?.labels ?? {}, releases } };
  },
};

/** Asks new containers through the proxy, by the way that the route as it is has for that. */
async function untilWell(engine: Engine, olds: RouteProps, news: RouteProps): Promise<void> {
  const { ready, readyFile } = olds;
  if (ready === undefined || readyFile === undefined) return;
  const known = Object.values(olds.releases);
  for (const container of Object.values(news.releases).filter((id) => !known.includes(id))) {
    const name = await nameOf(engine, container);
    await writeFiles(engine, news.proxy, VOLUME, inFolder({ [readyFile]: name }));
    const { docker, readyTimeout: seconds } = news;
    await untilPassed(engine, container, { docker, ready, seconds });
  }
}

/** Makes the proxy send requests where the route says, and sees that it does. */
async function apply(engine: Engine, props: RouteProps): Promise<void> {
  const files = { ...props.files, ...(await releaseFiles(engine, props)) };
  if (Object.keys(files).length > 0) {
    await writeFiles(engine, props.proxy, VOLUME, inFolder(files));
  }
  const proxy = await engine.getContainer(props.proxy).inspect();
  const changed = await holdLabels(engine, props.name, props.labels, proxy.Image);
  const since = changed ?? (await startOf(engine, props));
  if (since !== undefined) await untilLoaded(engine, props.controller ?? props.proxy, since);
  await untilAnswered(engine, props);
}

/** When the last of the containers of the proxy's own route started; no other route waits for it. */
async function startOf(engine: Engine, { proxy, containers }: RouteProps) {
  if (!containers.includes(proxy)) return undefined;
  const found = await Promise.all(containers.map((id) => engine.getContainer(id).inspect()));
  return Math.max(...found.map(({ State: state }) => Date.parse(state.StartedAt)));
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
  const wanted = await releaseFiles(engine, props).catch(() => ({}) as Record<string, string>);
  const found = Object.entries(props.releases).map(async ([file, container]) => {
    const text = await readFile(engine, props.proxy, `${VOLUME}/${FILES}/${file}`);
    return [file, text !== undefined && text === wanted[file] ? container : ""] as const;
  });
  return Object.fromEntries(await Promise.all(found));
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
