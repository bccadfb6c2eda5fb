// What a service and everything else with a route of its own have in common.
import type * as pulumi from "@pulumi/pulumi";
import type { CaddyProxy } from "../caddy/caddy-proxy";
import { withCertificate } from "../caddy/routing/sites";
import { logFileProblems } from "../caddy/server/access-log";
import type { TlsPolicy } from "../caddy/tls/tls";
import type { TlsMode } from "../caddy/tls/tls-mode";
import type { Site } from "../labels";
import { hostProblems } from "../provider/same-host";
import type { Problem } from "../schema/problems";
import { authenticating, type ClientAuth, identityOf } from "./client-auth";
import type { Backend } from "./options/backend";
import type { RoutingOptions } from "./options/routing";
import { serviceSites } from "./options/sites";

/** The arguments of a component with a route that its route is made of. */
interface RoutedArgs extends RoutingOptions {
  entry: CaddyProxy;
  hosts?: string[];
  tls?: TlsMode;
  clientAuth?: ClientAuth;
}

/** A component with a route. */
export interface Routed {
  readonly name: string;
  readonly args: RoutedArgs;
  readonly tls: TlsPolicy;
}

/**
 * The sites of the routing options, with their certificates.
 *
 * @param port the port that requests lead to, where a route has no other.
 * @param adapt changes a site to what the deployment needs.
 */
export function routedSites(
  { name, args, tls }: Routed,
  port: number,
  backend: Backend,
  adapt: (site: Site) => Site = (site) => site,
): Site[] {
  const { hosts = [], clientAuth } = args;
  const identity = identityOf(clientAuth);
  const options = { ...args, name, port, hosts, tls: tls.mode, identity };
  return serviceSites(options, backend).map((site) =>
    authenticating(withCertificate(adapt(site), tls), clientAuth),
  );
}

/** The problems of access logs that the proxy can't write. */
export function accessLogProblems({ entry, accessLog, routes }: RoutedArgs): Problem[] {
  const { logFolder } = entry.deployment;
  const others = Array.isArray(routes) ? routes : [];
  return [
    ...logFileProblems("accessLog", accessLog, logFolder),
    ...others.flatMap((route, index) =>
      logFileProblems(`routes[${index}].accessLog`, Object(route).accessLog, logFolder),
    ),
  ];
}

/** The problem of a component on another Docker host than its entry point. */
export function placeProblems(
  subject: string,
  component: pulumi.ComponentResource,
  entry: CaddyProxy,
): Problem[] {
  if (!entry.deployment.onOneHost) return [];
  return hostProblems(subject, component, { noun: "entry point", component: entry });
}
