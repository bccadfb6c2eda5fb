import { internal, reverseProxy, type Site, site, tls as tlsOf, upstreams } from "./labels";
import { TlsMode } from "./tls";

/** What a route needs to know of the entry point that serves it. */
export interface EntryPorts {
  readonly httpPort: number;
  readonly httpsPort: number;
}

/** The site that leads these hosts to a port of the labelled container. */
export function routeSite(hosts: readonly string[], port: number, tls: TlsMode): Site {
  const addresses = hosts.map((host) => (tls === TlsMode.Off ? `http://${host}` : host));
  const certificate = tls === TlsMode.Internal ? [tlsOf(internal())] : [];
  return site(addresses, reverseProxy(upstreams(port)), ...certificate);
}

/** Where people reach these hosts, one URL each. */
export function routeUrls(hosts: readonly string[], entry: EntryPorts, tls: TlsMode): string[] {
  const [scheme, usual, port] =
    tls === TlsMode.Off ? ["http", 80, entry.httpPort] : ["https", 443, entry.httpsPort];
  return hosts.map((host) => `${scheme}://${host}${port === usual ? "" : `:${port}`}`);
}
