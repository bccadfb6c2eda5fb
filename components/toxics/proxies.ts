/** One TCP proxy of a Toxiproxy server. */
export interface ProxyEntry {
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

/** Port of the server's own API inside its container. */
export const API_PORT = 8474;
