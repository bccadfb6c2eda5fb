import type { ToxicBody } from "./body";
import type { ProxySpec } from "./proxies";

/** A proxy without its toxics, as its server reports it. */
export interface ProxySettings {
  readonly name: string;
  /** Where it listens, such as `[::]:8001`. */
  readonly listen: string;
  readonly upstream: string;
  /** Whether it listens. */
  readonly enabled: boolean;
}

/** A proxy as its server reports it. */
export interface ProxyState extends ProxySettings {
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
 * The API of a Toxiproxy server, however it is reached: `toxiproxyApi` or `toxiproxyCli`. Each function
 * throws `ToxiproxyError`.
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
  /** All proxies without their toxics, which is quick either way. */
  settings(): Promise<readonly ProxySettings[]>;
  /** All proxies, by name. */
  proxies(): Promise<Readonly<Record<string, ProxyState>>>;
  /** One proxy; undefined where there is none of that name. */
  proxy(name: string): Promise<ProxyState | undefined>;
  /** Adds a proxy, enabled unless told otherwise; one of that name or port is an error. */
  createProxy(proxy: ProxySpec & { readonly enabled?: boolean }): Promise<unknown>;
  /** Changes a proxy. Where its port is taken by another it stays disabled. */
  patchProxy(name: string, change: ProxyChange): Promise<unknown>;
  /** Removes a proxy and cuts its connections; one that isn't there is fine. */
  deleteProxy(name: string): Promise<void>;
  /** Adds a toxic behind those that its stream has, also to open connections. */
  addToxic(proxy: string, toxic: ToxicBody): Promise<unknown>;
  /**
   * Changes toxicity and attributes of the toxic of that name, and cuts no connection. Its kind and
   * stream can't change.
   */
  patchToxic(proxy: string, toxic: ToxicBody): Promise<unknown>;
  /**
   * Removes a toxic; one that isn't there is fine. Removing `timeout` closes the connections that it
   * works on, and for `reset_peer` the server waits as long as that does.
   *
   * Of several, the one added last goes first. Otherwise a connection that is about to close keeps
   * some of them, and the next toxic that is added kills the server (index out of range).
   */
  removeToxic(proxy: string, name: string): Promise<void>;
}
