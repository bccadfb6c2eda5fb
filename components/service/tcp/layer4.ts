// The words of Caddy's module layer4 for one service, and the site that gets the certificate of its hosts.
import type { EntryPoint } from "../../caddy/deployment/deployment";
import { withCertificate } from "../../caddy/routing/sites";
import { folder, releaseFile, tcpUpstream } from "../../caddy/routing/upstream-files";
import { type Directive, directive, type Routing, type Site, site, vars } from "../../labels";
import { pathPort } from "../../toxiproxy/paths";
import { upTo } from "../deployment";
import { pathName } from "../upstream/upstream";
import { type ProxiedTcpArgs, StartTls, TcpTls } from "./args";

/** The routing of a service: its part of the port's routes, and its certificates. */
export function tcpRouting(name: string, args: ProxiedTcpArgs): Routing {
  return {
    global: [directive("layer4", [], [directive(`:${args.port}`, [], wordsOf(name, args))])],
    sites: args.tls === TcpTls.Terminate ? certificateSites(args) : [],
  };
}

/** The client's wish for TLS, in a name that no service has: of equal ones, the plugin keeps one. */
const WISH = "@postgres+tls";

/**
 * The routes, of which Caddy takes the first that matches and goes on after one that only answers the wish for
 * TLS. The numbers that labels give them keep that one first beside the routes of other services.
 */
function wordsOf(name: string, args: ProxiedTcpArgs): Directive[] {
  const { hosts = [], startTls } = args;
  const own = `@${folder(name)}`;
  if (hosts.length === 0) return [directive("route", [], handlers(name, args))];
  const route = directive("route", [own], handlers(name, args));
  const byName = directive(own, ["tls", "sni", ...hosts]);
  if (startTls !== StartTls.Postgres) return [byName, route];
  const asks = directive("postgres", [], [directive("tls", ["enabled"])]);
  const answer = directive("route", [WISH], [directive("postgres_tls")]);
  return [directive(WISH, [], [asks]), byName, answer, route];
}

function handlers(name: string, args: ProxiedTcpArgs): Directive[] {
  return [...(args.tls === TcpTls.Terminate ? [ended(args)] : []), proxy(name, args)];
}

/** Ends TLS. Clients of PostgreSQL that name a protocol name this one, and refuse others. */
function ended({ startTls }: ProxiedTcpArgs): Directive {
  if (startTls !== StartTls.Postgres) return directive("tls");
  const protocol = directive("alpn", ["postgresql"]);
  return directive("tls", [], [directive("connection_policy", [], [protocol])]);
}

/** How long a new connection waits for the service: longer than most take to restart. */
const PATIENCE = "10s";

/** Below the 100 ms after which the plugin reloads, which ends the wait. */
const INTERVAL = "50ms";

function proxy(name: string, { proxyProtocol, ...args }: ProxiedTcpArgs): Directive {
  const upstreams = upstreamsOf(name, args);
  return directive("proxy", upstreams, [
    ...(upstreams.length > 1 ? [directive("lb_policy", ["round_robin"])] : []),
    directive("lb_try_duration", [PATIENCE]),
    directive("lb_try_interval", [INTERVAL]),
    ...(proxyProtocol === undefined ? [] : [directive("proxy_protocol", [proxyProtocol])]),
  ]);
}

/** Where the proxy connects to: a container that a release file names, or a path through Toxiproxy, each. */
function upstreamsOf(name: string, args: ProxiedTcpArgs): string[] {
  const { entry, port, containerPort = port, replicas = 1, faults } = args;
  return upTo(replicas).map((number) =>
    faults === undefined
      ? tcpUpstream(releaseFile(name, number), entry.network.plainName, containerPort)
      : `${faults.through.host}:${pathPort(pathName(name, number - 1))}`,
  );
}

/**
 * Sites that do nothing but have Caddy get certificates for the hosts: layer4 has those of all sites. They
 * claim no request, so that another service may have the same host.
 */
function certificateSites({ entry, hosts = [] }: ProxiedTcpArgs): Site[] {
  return hosts.map((host) => certified(host, entry));
}

function certified(host: string, { tls }: EntryPoint): Site {
  return withCertificate(site(host, vars({ tcp: "true" })), tls);
}
