/** One TCP proxy of a Toxiproxy server, as its configuration file has it. */
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

/** The server's configuration file. */
export function proxiesFile(entries: readonly ProxyEntry[]): string {
  const proxies = entries.map(({ name, port, upstream }) => ({
    name,
    listen: listenAddress(port),
    upstream,
  }));
  return `${JSON.stringify(proxies, undefined, 2)}\n`;
}

/** What is wrong with proxies as a set: names and ports must differ, and the API has its port. */
export function proxyClashes(entries: readonly ProxyEntry[]): string[] {
  return [...clashes(entries, "name"), ...clashes(entries, "port"), ...apiPortClashes(entries)];
}

/** Port of the server's own API inside its container. */
export const API_PORT = 8474;

function clashes(entries: readonly ProxyEntry[], key: "name" | "port"): string[] {
  return entries.flatMap((entry, index) => {
    const first = entries.findIndex((other) => other[key] === entry[key]);
    if (first === index) return [];
    const value = JSON.stringify(entry[key]);
    return [`proxies[${index}].${key} must differ from proxies[${first}].${key}, got ${value}.`];
  });
}

function apiPortClashes(entries: readonly ProxyEntry[]): string[] {
  return entries.flatMap((entry, index) =>
    entry.port === API_PORT
      ? [`proxies[${index}].port must not be ${API_PORT}, where the server's API listens.`]
      : [],
  );
}
