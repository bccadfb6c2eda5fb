import {
  type Directive,
  globalOption,
  type Routing,
  redir,
  respond,
  type Site,
  site,
} from "../labels";
import { DeployMode } from "../network/deploy-mode";
import { authorityOptions } from "../resources/authority/authority";
import { acmeOptions, wildcardSites } from "./acme";
import type { DefaultSite } from "./default-site";
import { handoverOptions } from "./host-network-upgrade";
import { type Metrics, metricsOptions, metricsSites } from "./metrics";
import type { CaddySettings } from "./plugin-settings";
import { Publish } from "./publish";
import { serverLogOptions } from "./server-log";
import { type EntryPorts, withCertificate } from "./sites";
import type { TlsPolicy } from "./tls";

/** The parts of an entry point that its own routing is made of. */
export interface Entry extends EntryPorts {
  readonly tls: TlsPolicy;
  readonly address: string;
  readonly publish: Publish;
  /** Whether a controller sends the configuration to a server. */
  readonly split: boolean;
  readonly settings: CaddySettings;
  readonly network: { readonly mode: DeployMode };
}

/** What people ask of the entry point beside its services. */
export interface EntryWishes {
  readonly routing?: Routing;
  readonly metrics?: Metrics;
  readonly defaultSite?: DefaultSite;
}

/** What the entry point asks of Caddy for itself, beside the routes of services. */
export function ownRouting(
  entry: Entry,
  { routing = {}, metrics, defaultSite }: EntryWishes,
): Routing {
  const { global = [], sites = [], ...shared } = routing;
  return {
    ...shared,
    global: [
      ...portOptions(entry),
      ...addressOption(entry),
      ...handoverOptions(entry.publish),
      ...acmeOptions(entry.tls.acme),
      ...sharedAuthority(entry),
      ...metricsOptions(metrics),
      ...(entry.split ? serverLogOptions(entry.settings, global) : []),
      ...global,
    ],
    sites: [
      unknownHosts(entry, defaultSite),
      ...wildcardSites(entry.tls.acme),
      ...metricsSites(metrics),
      ...sites.map((each) => withCertificate(each, entry.tls)),
    ],
  };
}

/**
 * Caddy listens inside on the ports it is published on, so that what it tells clients of HTTP/3 is
 * right. Its own redirects always lead to port 443; with another one ours take their place.
 */
function portOptions({ httpPort, httpsPort }: EntryPorts): Directive[] {
  return [
    ...(httpPort === 80 ? [] : [globalOption("http_port", httpPort)]),
    ...(httpsPort === 443
      ? []
      : [globalOption("https_port", httpsPort), globalOption("auto_https", "disable_redirects")]),
  ];
}

/** The servers of a Swarm have one authority together. */
function sharedAuthority({ network }: Entry): Directive[] {
  return network.mode === DeployMode.Swarm ? authorityOptions() : [];
}

/** Where no port is published, Caddy itself has to listen on nothing but the address. */
function addressOption({ publish, address }: Entry): Directive[] {
  return publish === Publish.HostNetwork ? [globalOption("default_bind", address)] : [];
}

/** What plain http gets for a host that no service has; https gets no certificate for it. */
function unknownHosts(
  { httpsPort }: EntryPorts,
  { status = 404, body, redirect }: DefaultSite = {},
): Site {
  const answer = body === undefined ? respond(status) : respond(body, { status });
  if (redirect !== undefined) return site(["http://"], redir(redirect, 302));
  return site(
    ["http://"],
    httpsPort === 443 ? answer : redir(`https://{host}:${httpsPort}{uri}`, 308),
  );
}
