import { listenAddress, type ProxyState, type ToxiproxyApi } from "./api";
import type { ToxicBody } from "./body";
import { ask, type ToxiproxyConnection, unlessMissing } from "./transport";

/** The API of a server over HTTP; its changes return the new state. Sends nothing yet. */
export function toxiproxyApi(connection: ToxiproxyConnection): ToxiproxyApi<ProxyState, ToxicBody> {
  const send = (method: string, path: string, body?: unknown) =>
    ask(connection, method, path, body);
  return {
    version: async () => ((await send("GET", "/version")) as { version: string }).version,
    settings: async () =>
      Object.values((await send("GET", "/proxies")) as Record<string, ProxyState>),
    proxies: async () => {
      const answer = (await send("GET", "/proxies")) as Record<string, ProxyState>;
      return Object.fromEntries(
        Object.entries(answer).map(([name, proxy]) => [name, proxyState(proxy)]),
      );
    },
    proxy: async (name) => {
      const answer = await unlessMissing(send("GET", proxyPath(name)));
      return answer === undefined ? undefined : proxyState(answer);
    },
    createProxy: async ({ name, port, upstream, enabled = true }) => {
      const body = { name, listen: listenAddress(port), upstream, enabled };
      return proxyState(await send("POST", "/proxies", body));
    },
    patchProxy: async (name, { port, upstream, enabled }) => {
      const listen = port === undefined ? undefined : listenAddress(port);
      return proxyState(await send("PATCH", proxyPath(name), { listen, upstream, enabled }));
    },
    deleteProxy: async (name) => {
      await unlessMissing(send("DELETE", proxyPath(name)));
    },
    addToxic: async (proxy, toxic) =>
      (await send("POST", `${proxyPath(proxy)}/toxics`, toxic)) as ToxicBody,
    patchToxic: async (proxy, { name, toxicity, attributes }) =>
      (await send("PATCH", toxicPath(proxy, name), { toxicity, attributes })) as ToxicBody,
    removeToxic: async (proxy, name) => {
      await unlessMissing(send("DELETE", toxicPath(proxy, name)));
    },
  };
}

function proxyPath(name: string): string {
  return `/proxies/${encodeURIComponent(name)}`;
}

function toxicPath(proxy: string, name: string): string {
  return `${proxyPath(proxy)}/toxics/${encodeURIComponent(name)}`;
}

/** The fields of a proxy in a response, without those of the server. */
function proxyState(answer: unknown): ProxyState {
  const { name, listen, upstream, enabled, toxics } = answer as ProxyState;
  return { name, listen, upstream, enabled, toxics };
}
