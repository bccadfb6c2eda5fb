import { type EntryPorts, withCertificate } from "./_route";
import {
  type Directive,
  globalOption,
  type Routing,
  redir,
  respond,
  type Site,
  site,
} from "./labels";
import { type Acme, acmeOptions, type TlsMode } from "./tls";

/** The parts of an entry point that its own routing is made of. */
export interface Entry extends EntryPorts {
  readonly tls: TlsMode;
}

/** What the entry point asks of Caddy for itself, beside the routes of services. */
export function entryRouting(
  entry: Entry,
  account: Acme | undefined,
  { global = [], sites = [], ...shared }: Routing = {},
): Routing {
  return {
    ...shared,
    global: [...portOptions(entry), ...acmeOptions(account), ...global],
    sites: [defaultSite(entry), ...sites.map((each) => withCertificate(each, entry.tls))],
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

/** What plain http gets for a host that no service has; https gets no certificate for it. */
function defaultSite({ httpsPort }: EntryPorts): Site {
  const answer = httpsPort === 443 ? respond(404) : redir(`https://{host}:${httpsPort}{uri}`, 308);
  return site(["http://"], answer);
}
