import type * as pulumi from "@pulumi/pulumi";
import { sameFields } from "../compare";
import { connect } from "../engine/client";
import { isRunning } from "../engine/containers";
import { untilReady } from "../route/readiness";
import { apiOf, apiProblem } from "./connection";
import type { ToxicProxyProps } from "./props";
import { keepProxies } from "./server-file";
import { putToxic } from "./toxic-provider";

/*
 * What the engine calls for a proxy of Toxiproxy. Pulumi keeps the text of these functions in the
 * state, and runs it in a process of its own.
 */

/** What is compared to see whether a proxy has to be changed. */
const COMPARED = ["server", "apiPort", "port", "upstream", "enabled", "container"] as const;

/** The provider of a server's proxies. */
export const toxicProxyProvider: pulumi.dynamic.ResourceProvider<ToxicProxyProps, ToxicProxyProps> =
  {
    async check(_olds, news) {
      const reason = news.docker?.url === undefined ? undefined : apiProblem(news.docker);
      return {
        inputs: news,
        failures: reason === undefined ? [] : [{ property: "docker", reason }],
      };
    },

    async create(props) {
      await make(props);
      return { id: `${props.server}/${props.name}`, outs: props };
    },

    async update(_id, olds, news) {
      if (olds.server !== news.server) await make(news);
      else await change(news);
      return { outs: news };
    },

    async delete(_id, { docker, server, apiPort, name }) {
      const engine = connect(docker);
      if (!(await isRunning(engine, server))) return;
      const api = apiOf(docker, apiPort);
      await api.deleteProxy(name);
      await keepProxies(engine, api, server);
    },

    async diff(_id, olds, news) {
      return { changes: !sameFields(olds, news, COMPARED) };
    },

    async read(id, props) {
      if (props === undefined || !(await isRunning(connect(props.docker), props.server))) return {};
      const found = await apiOf(props.docker, props.apiPort).proxy(props.name);
      if (found === undefined) return {};
      const { listen, upstream, enabled } = found;
      return { id, props: { ...props, port: portOf(listen), upstream, enabled } };
    },
  };

/** Takes connections only when its toxics are there. */
async function make(props: ToxicProxyProps): Promise<void> {
  const { docker, server, apiPort, name, upstream, toxics, enabled } = props;
  const engine = connect(docker);
  const api = apiOf(docker, apiPort);
  await untilServed(props);
  const closed = { port: props.port, upstream, enabled: false };
  if ((await api.proxy(name)) === undefined) await api.createProxy({ name, ...closed });
  else await api.patchProxy(name, closed);
  for (const toxic of toxics) await putToxic(api, name, toxic);
  if (enabled) await api.patchProxy(name, { enabled });
  await keepProxies(engine, api, server);
}

/** Cuts connections only where what they run through changes. */
async function change(props: ToxicProxyProps): Promise<void> {
  const { docker, server, apiPort, name, port, upstream, enabled } = props;
  const api = apiOf(docker, apiPort);
  await untilServed(props);
  await api.patchProxy(name, { port, upstream, enabled });
  await keepProxies(connect(docker), api, server);
}

async function untilServed({ docker, container, readyTimeout }: ToxicProxyProps): Promise<void> {
  if (container === undefined) return;
  await untilReady(connect(docker), [container], readyTimeout);
}

function portOf(listen: string): number {
  return Number(listen.slice(listen.lastIndexOf(":") + 1));
}
