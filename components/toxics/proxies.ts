/** One TCP proxy of a Toxiproxy server. */
export interface ProxySpec {
  /** Unique on its server; stands in the API's URLs. */
  readonly name: string;
  /** Port inside Toxiproxy's container that clients connect to. */
  readonly port: number;
  /** `host:port` that the proxy connects to. */
  readonly upstream: string;
}

/**
 * Where a proxy listens: `[::]:<port>`, the one spelling that the server gives back unchanged. Any
 * other makes a later update of the proxy cut its connections.
 */
export function listenAddress(port: number): string {
  return `[::]:${port}`;
}

/**
 * Where a proxy listens that nothing reaches from outside the server's container, whose loopback
 * address it is.
 */
export function closedAddress(port: number): string {
  return `127.0.0.1:${port}`;
}

/** The port of an address that a server tells. */
export function listenPort(listen: string): number {
  return Number(listen.slice(listen.lastIndexOf(":") + 1));
}

/** Name of the server on its API network, and nowhere else. */
export const API_ALIAS = "toxiproxy-api";

/** Port of the server's own API inside its container. */
export const API_PORT = 8474;
