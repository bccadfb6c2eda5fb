import type * as pulumi from "@pulumi/pulumi";
import { waitForContainers } from "../../docker/containers/readiness";
import { connect } from "../../docker/host/client";
import type { DockerHost } from "../../docker/host/engine";
import { isRunning } from "../../docker/host/engine";
import { sameFields } from "../../schema/canonical";
import type { ToxiproxyApi } from "../../toxics/api";
import type { ToxicBody } from "../../toxics/body";
import { watchingDrift } from "../drift";
import { ProvidedResource } from "../provided-resource";
import { openedAs, toxicProxySeen, toxicSeen } from "./look";
import {
  apiOf,
  keepProxies,
  resolvedUpstream,
  type ToxicProps,
  type ToxicProxyProps,
  toxicityProblems,
} from "./server";

/** The properties that the server can't change: their change replaces the toxic. */
const FIXED = ["name", "type", "stream", "proxy"] as const;

/** The properties whose change changes the toxic. */
const TOXIC_COMPARED = [...FIXED, "server", "apiPort", "toxicity", "attributes"] as const;

const toxics = {
  async create(props: ToxicProps) {
    await put(props);
    return { id: `${props.server}/${props.proxy}/${props.name}`, outs: props };
  },

  async update(_id: string, _olds: ToxicProps, news: ToxicProps) {
    await put(news);
    return { outs: news };
  },

  async delete(_id: string, props: ToxicProps) {
    if (!(await isRunning(connect(props.docker), props.server))) return;
    await apiOf(props).removeToxic(props.proxy, props.name);
  },

  async diff(_id: string, olds: ToxicProps, news: ToxicProps) {
    const replaces = FIXED.filter((field) => olds[field] !== news[field]);
    const changes = !sameFields(olds, news, TOXIC_COMPARED);
    return { changes, replaces: [...replaces], deleteBeforeReplace: true };
  },

  async read(id: string, props?: ToxicProps) {
    if (props === undefined || !(await isRunning(connect(props.docker), props.server))) return {};
    const proxy = await apiOf(props).proxy(props.proxy);
    const found = proxy?.toxics.find(({ name }) => name === props.name);
    if (found === undefined) return {};
    const { type, stream, toxicity, attributes } = found;
    return { id, props: { ...props, type, stream, toxicity, attributes } };
  },
};

export const toxicProvider: pulumi.dynamic.ResourceProvider<ToxicProps, ToxicProps> = watchingDrift(
  toxics,
  toxicSeen,
);

function put(props: ToxicProps): Promise<void> {
  const { proxy, name, type, stream, toxicity, attributes } = props;
  return putToxic(apiOf(props), proxy, { name, type, stream, toxicity, attributes });
}

/**
 * Adds a toxic, or changes the one of that name. Neither cuts connections.
 *
 * @public States of earlier packages require it: see toolchain/lib/old-paths.mjs.
 */
export async function putToxic(api: ToxiproxyApi, proxy: string, toxic: ToxicBody): Promise<void> {
  const found = (await api.proxy(proxy))?.toxics.find(({ name }) => name === toxic.name);
  if (found?.type === toxic.type && found.stream === toxic.stream) {
    await api.patchToxic(proxy, toxic);
    return;
  }
  if (found !== undefined) await api.removeToxic(proxy, toxic.name);
  await api.addToxic(proxy, toxic);
}

/** The properties whose change changes the proxy. */
const PROXY_COMPARED = [
  "server",
  "apiPort",
  "port",
  "upstream",
  "network",
  "enabled",
  "container",
] as const;

const toxicProxies = {
  async check(_olds: ToxicProxyProps, news: ToxicProxyProps) {
    // The Docker host may not be known yet.
    const problems =
      news.docker?.url === undefined ? [] : toxicityProblems(news.docker, news.toxics);
    return {
      inputs: news,
      failures: problems.map(({ path: property, message: reason }) => ({ property, reason })),
    };
  },

  async create(props: ToxicProxyProps) {
    await make(props);
    return { id: `${props.server}/${props.name}`, outs: props };
  },

  async update(_id: string, olds: ToxicProxyProps, news: ToxicProxyProps) {
    await waitForContainers(connect(news.docker), [news.server], news.readyTimeout);
    const stays = olds.server === news.server && (await apiOf(news).proxy(news.name)) !== undefined;
    if (stays) await change(news);
    else await make(news);
    return { outs: news };
  },

  async delete(_id: string, props: ToxicProxyProps) {
    const engine = connect(props.docker);
    if (!(await isRunning(engine, props.server))) return;
    const api = apiOf(props);
    await api.deleteProxy(props.name);
    await keepProxies(engine, api, props.server);
  },

  async diff(_id: string, olds: ToxicProxyProps, news: ToxicProxyProps) {
    return { changes: !sameFields(olds, news, PROXY_COMPARED) };
  },

  async read(id: string, props?: ToxicProxyProps) {
    if (props === undefined || !(await isRunning(connect(props.docker), props.server))) return {};
    const found = await apiOf(props).proxy(props.name);
    return found === undefined
      ? {}
      : { id, props: { ...props, ...(await openedAs(found, props)) } };
  },
};

export const toxicProxyProvider: pulumi.dynamic.ResourceProvider<ToxicProxyProps, ToxicProxyProps> =
  watchingDrift(toxicProxies, toxicProxySeen);

/** Lets the proxy take connections only once its toxics are in place. */
async function make(props: ToxicProxyProps): Promise<void> {
  const { docker, server, name, toxics, enabled } = props;
  const engine = connect(docker);
  const upstream = await resolvedUpstream(props);
  const api = apiOf(props);
  await waitForContainers(engine, [server], props.readyTimeout);
  await waitForUpstream(props);
  const closed = { port: props.port, upstream, enabled: false };
  if ((await api.proxy(name)) === undefined) await api.createProxy({ name, ...closed });
  else await api.patchProxy(name, closed);
  for (const toxic of toxics) await putToxic(api, name, toxic);
  if (enabled) await api.patchProxy(name, { enabled });
  await keepProxies(engine, api, server);
}

/** Cuts connections only when the port or the upstream changes. */
async function change(props: ToxicProxyProps): Promise<void> {
  const { docker, server, name, port, enabled } = props;
  const api = apiOf(props);
  const upstream = await resolvedUpstream(props);
  await waitForUpstream(props);
  await api.patchProxy(name, { port, upstream, enabled });
  await keepProxies(connect(docker), api, server);
}

async function waitForUpstream({
  docker,
  container,
  readyTimeout,
}: ToxicProxyProps): Promise<void> {
  if (container === undefined) return;
  await waitForContainers(connect(docker), [container], readyTimeout);
}

export { API_ADDRESS, CONFIG_FILE, CONFIG_FOLDER } from "./server";

/** The server that a proxy is on. */
export interface ServerArgs {
  readonly docker: pulumi.Input<DockerHost>;
  readonly server: pulumi.Input<string>;
  readonly apiPort: number;
}

/** Arguments of {@link ToxicProxy}: see `ToxicProxyProps`. */
export interface ToxicProxyArgs extends ServerArgs {
  readonly name: string;
  readonly port: number;
  readonly upstream: pulumi.Input<string>;
  readonly network?: pulumi.Input<string>;
  readonly enabled: boolean;
  readonly toxics: readonly ToxicBody[];
  readonly container?: pulumi.Input<string>;
  readonly readyTimeout: number;
}

/** One proxy of a server. It takes connections only once its toxics are in place. */
export class ToxicProxy extends ProvidedResource {
  constructor(name: string, args: ToxicProxyArgs, opts: pulumi.CustomResourceOptions) {
    super("ToxicProxy", name, { ...args }, opts);
  }
}

/** One toxic of a proxy, `Toxic` in the state. A change of its numbers cuts no connection. */
export class ToxicResource extends ProvidedResource {
  constructor(
    name: string,
    { proxy, toxic, ...server }: ServerArgs & { proxy: string; toxic: ToxicBody },
    opts: pulumi.CustomResourceOptions,
  ) {
    super("Toxic", name, { ...server, proxy, ...toxic }, opts);
  }
}
