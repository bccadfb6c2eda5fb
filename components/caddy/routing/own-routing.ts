import {
  type Directive,
  globalOption,
  type Routing,
  redir,
  respond,
  type Site,
  site,
} from "../../labels";
import type { CaddyProxyArgs } from "../args";
import type { EntryPoint } from "../deployment/deployment";
import { withServerOptions } from "../server/server-options";
import { acmeOptions, wildcardSites } from "../tls/acme";
import { TlsMode } from "../tls/tls-mode";
import type { DefaultSite } from "./own-sites";
import { metricsOptions, metricsSites } from "./own-sites";
import { type EntryPorts, withCertificate } from "./sites";

/** The entry point's own part of Caddy's configuration, beside the routes of services. */
export function ownRouting(entry: EntryPoint, args: CaddyProxyArgs): Routing {
  const { routing = {}, metrics, defaultSite } = args;
  const { global = [], sites = [], ...shared } = routing;
  const byAcme = { mode: TlsMode.Acme, acme: entry.tls.acme };
  return {
    ...shared,
    global: [
      ...portOptions(entry),
      ...entry.deployment.globalOptions(entry, global),
      ...acmeOptions(entry.tls.acme),
      ...metricsOptions(metrics),
      ...withServerOptions(args, global),
    ],
    sites: [
      unknownHosts(entry, defaultSite),
      ...wildcardSites(entry.tls.acme).map((each) => withCertificate(each, byAcme)),
      ...metricsSites(metrics),
      ...sites.map((each) => withCertificate(each, entry.tls)),
    ],
  };
}

/**
 * Caddy listens inside on the ports it is published on, so that it announces the right port for
 * HTTP/3. Its own redirects always lead to port 443; with another port, ours replace them.
 */
function portOptions({ httpPort, httpsPort }: EntryPorts): Directive[] {
  return [
    ...(httpPort === 80 ? [] : [globalOption("http_port", httpPort)]),
    ...(httpsPort === 443
      ? []
      : [globalOption("https_port", httpsPort), globalOption("auto_https", "disable_redirects")]),
  ];
}

/** The answer over plain http for a host that no service has; over https it has no certificate. */
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
