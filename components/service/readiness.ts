import { type EntryPorts, routeUrls } from "../caddy/routing/sites";
import { folder, nextFile, releaseUpstream } from "../caddy/routing/upstream-files";
import type { TlsPolicy } from "../caddy/tls/tls";
import { handle, reverseProxy, rewrite, type Site, site } from "../labels";
import type { Health } from "./options/health";

/** The path that leads to the health check of a new container. */
const readyPath = (name: string) => `/.well-known/gatehouse/${folder(name)}/ready`;

/**
 * Adds a path to a site that leads to the health check of a container that does not serve yet, for
 * images without a health check of their own.
 */
export function withReadiness(
  given: Site,
  name: string,
  { network, port, health }: { network: string; port: number; health: Health },
): Site {
  const to = releaseUpstream(nextFile(name), network, health.port ?? port);
  const ask = handle(
    { path: readyPath(name) },
    rewrite(health.path),
    reverseProxy({ to, transport: { dialTimeout: "500ms" } }),
  );
  return site(given.addresses, ask, ...given.directives);
}

/** The URL of that path; `undefined` where every host of the service is a wildcard. */
export function readyUrl(
  name: string,
  hosts: readonly string[],
  entry: EntryPorts,
  tls: TlsPolicy,
): string | undefined {
  const host = hosts.find((each) => !each.includes("*"));
  const [url] = host === undefined ? [] : routeUrls([host], entry, tls);
  return url && `${url}${readyPath(name)}`;
}
