// Toxics as typed data, and the two clients of Toxiproxy: its HTTP API and its CLI. This file has what
// both offer.
import type { ToxicBody } from "./body";

/** One TCP proxy of a Toxiproxy server. */
interface ProxySpec {
  /** Unique on its server; part of the API's URLs. */
  readonly name: string;
  /** Port inside Toxiproxy's container that clients connect to. */
  readonly port: number;
  /** `host:port` that the proxy connects to. */
  readonly upstream: string;
}

/** A proxy without its toxics, as its server reports it. */
export interface ProxySettings {
  readonly name: string;
  /** The address on which it listens, such as `[::]:8001`. */
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

/** A change of a proxy; what it leaves out stays. */
interface ProxyChange {
  /** A new port cuts the proxy's connections. */
  readonly port?: number;
  /** A new upstream cuts the proxy's connections. */
  readonly upstream?: string;
  /** `false` refuses connections and cuts open ones; toxics stay. */
  readonly enabled?: boolean;
}

/**
 * The API of a Toxiproxy server, over HTTP (`toxiproxyApi`), where changes return the new `Proxy` or
 * `Toxic`, or through its CLI (`toxiproxyCli`). Each function throws `ToxiproxyError`.
 *
 * Toxiproxy 2.12.0 can't add, change or remove a toxic while a client of its proxy reads nothing and
 * the buffers to it are full. The request waits until that client reads. If the client disconnects
 * instead, every request for the proxy or for the list of proxies hangs. Deleting the proxy ends that,
 * unless another connection has reached it; then only a restart of the server helps. Disabling the
 * proxy first avoids it, and cuts its connections.
 */
export interface ToxiproxyApi<Proxy = unknown, Toxic = unknown> {
  /** The server's version, such as `2.12.0`. */
  version(): Promise<string>;
  /** All proxies without their toxics, which is fast with both clients. */
  settings(): Promise<readonly ProxySettings[]>;
  /** All proxies, by name. */
  proxies(): Promise<Readonly<Record<string, ProxyState>>>;
  /** The proxy of this name; undefined without one. */
  proxy(name: string): Promise<ProxyState | undefined>;
  /** Adds a proxy. Default: enabled. Throws where another one has its name or port. */
  createProxy(proxy: ProxySpec & { readonly enabled?: boolean }): Promise<Proxy>;
  /** Changes a proxy. It stays disabled where another one has its port. */
  patchProxy(name: string, change: ProxyChange): Promise<Proxy>;
  /** Removes a proxy, if there is one, and cuts its connections. */
  deleteProxy(name: string): Promise<void>;
  /** Adds a toxic behind those that its stream has, also to open connections. */
  addToxic(proxy: string, toxic: ToxicBody): Promise<Toxic>;
  /**
   * Changes toxicity and attributes of the toxic of that name, and cuts no connection. Its kind and
   * stream can't change.
   */
  patchToxic(proxy: string, toxic: ToxicBody): Promise<Toxic>;
  /**
   * Removes a toxic, if there is one. Removing `timeout` closes the connections that it affects; for
   * `reset_peer` the server waits until its timeout ends.
   *
   * Remove the last added toxic first. Otherwise a connection that is about to close keeps some of
   * them, and the next toxic that is added crashes the server (index out of range).
   */
  removeToxic(proxy: string, name: string): Promise<void>;
}

/** The form of a toxic's or proxy's name that URLs and commands contain unescaped. */
export const API_NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** Name of the server on its API network only. */
export const API_ALIAS = "toxiproxy-api";

/** Port of the server's own API inside its container. */
export const API_PORT = 8474;

/**
 * The address on which a proxy listens: `[::]:<port>`, the only spelling that the server reports
 * unchanged. Any other one makes a later update of the proxy cut its connections.
 */
export function listenAddress(port: number): string {
  return `[::]:${port}`;
}

/** An address that clients outside the server's container can't reach: its loopback address. */
export function closedAddress(port: number): string {
  return `127.0.0.1:${port}`;
}

/** The port of an address that a server reports. */
export function listenPort(listen: string): number {
  return Number(listen.slice(listen.lastIndexOf(":") + 1));
}
