import type { ToxicBody } from "./body";
import { listenAddress, type ProxyEntry } from "./proxies";
import { ask, type ToxiproxyConnection, ToxiproxyError } from "./transport";

/** A proxy as its server reports it. */
export interface ProxyState {
  readonly name: string;
  /** Where it listens, such as `[::]:8001`. */
  readonly listen: string;
  readonly upstream: string;
  /** Whether it takes connections. */
  readonly enabled: boolean;
  /** Those of upstream, then those of downstream, each in the order in which they were added. */
  readonly toxics: readonly ToxicBody[];
}

/** What can be changed of a proxy; what is left out stays. */
export interface ProxyChange {
  /** Another one cuts the proxy's connections. */
  readonly port?: number;
  /** Another one cuts the proxy's connections. */
  readonly upstream?: string;
  /** `false` refuses connections and cuts those that are open; toxics stay. */
  readonly enabled?: boolean;
}

/**
 * The API of a Toxiproxy server. Each function throws {@link ToxiproxyError}.
 *
 * Toxiproxy 2.12.0 can't add, change or remove a toxic while a client of its proxy reads nothing and
 * the buffers to it are full. The request waits until that client reads; once the client is gone
 * instead, every question about the proxy and for the list of all hangs. Deleting the proxy ends that,
 * but not once it was sent another connection; then only a restart of the server does. Disabling the
 * proxy first avoids it, and cuts its connections.
 */
export interface ToxiproxyApi {
  /** The server's version, such as `2.12.0`. */
  version(): Promise<string>;
  /** All proxies, by name. */
  proxies(): Promise<Readonly<Record<string, ProxyState>>>;
  /** One proxy; undefined where there is none of that name. */
  proxy(name: string): Promise<ProxyState | undefined>;
  /** Adds a proxy, enabled unless told otherwise; one of that name or port is an error. */
  createProxy(proxy: ProxyEntry & { readonly enabled?: boolean }): Promise<ProxyState>;
  /** Changes a proxy. Where its port is taken by another it stays disabled. */
  patchProxy(name: string, change: ProxyChange): Promise<ProxyState>;
  /** Removes a proxy and cuts its connections; one that isn't there is fine. */
  deleteProxy(name: string): Promise<void>;
  /** Adds a toxic behind those that its stream has, also to open connections. */
  addToxic(proxy: string, toxic: ToxicBody): Promise<ToxicBody>;
  /**
   * Changes toxicity and attributes of the toxic of that name, and cuts no connection. Its kind and
   * stream can't change.
   */
  patchToxic(proxy: string, toxic: ToxicBody): Promise<ToxicBody>;
  /**
   * Removes a toxic; one that isn't there is fine. Removing `timeout` closes the connections that it
   * works on, and for `reset_peer` the server waits as long as that does.
   *
   * Of several, the one added last goes first. Otherwise a connection that is about to close keeps
   * some of them, and the next toxic that is added kills the server (index out of range).
   */
  removeToxic(proxy: string, name: string): Promise<void>;
}

/** A client for one server. Nothing is asked yet. */
export function toxiproxyApi(connection: ToxiproxyConnection): ToxiproxyApi {
  const send = (method: string, path: string, body?: unknown) =>
    ask(connection, method, path, body);
  return {
    version: async () => ((await send("GET", "/version")) as { version: string }).version,
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

/** What the server tells of a proxy, without what it tells of itself. */
function proxyState(answer: unknown): ProxyState {
  const { name, listen, upstream, enabled, toxics } = answer as ProxyState;
  return { name, listen, upstream, enabled, toxics };
}

/** An answer, or undefined where it is that there is no such thing. */
async function unlessMissing(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ToxiproxyError && error.status === 404) return undefined;
    throw error;
  }
}
