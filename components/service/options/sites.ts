// Turns the options of a service and its routes into sites. This folder has a file for each kind of option.
import { accessLogDirective } from "../../caddy/server/access-log";
import { TlsMode } from "../../caddy/tls/tls-mode";
import {
  type Directive,
  handle,
  logName,
  logSkip,
  type MatcherConditions,
  type Site,
  site,
} from "../../labels";
import { type AuthRoute, authRoutes } from "./auth-paths";
import { credentials } from "./authentication";
import type { Backend, Credential } from "./backend";
import { guards, ownName, target } from "./handling";
import { responseHeaderDirectives } from "./headers";
import { identified } from "./identity";
import { underMaintenance } from "./maintenance";
import { orderedMatchers } from "./order";
import { routeName, type ServiceRoute } from "./route";
import { type RouteOptions, routeOptionsOf } from "./route-options";
import type { ServiceOptions, ServiceRouting } from "./routing";

/**
 * The sites of a service without problems, see {@link serviceProblems}; none without hosts. The caller
 * adds certificates.
 *
 * Each route stands in a `handle` of its own, so that it does not affect other services on the same
 * hosts.
 */
export function serviceSites(routing: ServiceRouting, backend: Backend): Site[] {
  const { hosts, onlyRoutes = false } = routing;
  if (hosts.length === 0) return [];
  const routes = [...authRoutes(routing), ...(routing.routes ?? [])];
  const matchers = orderedMatchers(routes);
  const blocks = routes.map((route, index) => block(routing, backend, route, matchers[index]));
  const others = onlyRoutes ? [] : [block(routing, backend, {}, undefined)];
  return [site(hosts, ...logDirectives(routing), ...[...blocks, ...others].map(unwrapped))];
}

/** The credentials of a service and its routes, each once. */
export function serviceCredentials({ basicAuth, routes = [] }: ServiceOptions): Credential[] {
  const all = [basicAuth, ...routes.map((route) => route.basicAuth)]
    .flatMap((auth) => (auth === undefined ? [] : credentials(auth)))
    .map((each) => [`${each.user}-${each.rotation}`, each] as const);
  return [...new Map(all).values()];
}

/** The access logs of a service: its own, and one for each route that has another. */
function logDirectives({ name, accessLog, routes = [] }: ServiceRouting): Directive[] {
  const own = accessLog === undefined ? [] : [accessLogDirective(logNamed(name), accessLog)];
  const others = routes.flatMap((route) =>
    route.accessLog === undefined
      ? []
      : [accessLogDirective(logNamed(routeName(name, route)), route.accessLog)],
  );
  return [...own, ...others];
}

/** A dot would make it a child of another logger. */
function logNamed(name: string): string {
  return name.replaceAll(".", "-");
}

function block(
  routing: ServiceRouting,
  backend: Backend,
  route: ServiceRoute | AuthRoute,
  matcher: MatcherConditions | undefined,
): Directive {
  const options = routeOptionsOf(routing, route);
  const { maintenance, responseHeaders, securityHeaders } = options;
  const served = [
    ...guards(routing, backend, route, options),
    ...target(routing, backend, route, options),
  ];
  const body = [
    ...loggingDirectives(routing, route, options),
    ...responseHeaderDirectives(responseHeaders, securityHeaders, routing.tls !== TlsMode.Off),
    ...(maintenance === undefined
      ? served
      : underMaintenance(maintenance, routing.health?.path, served)),
  ] as const;
  const [one, ...others] = body;
  if (one === undefined) throw new Error("a route without a target");
  const [first, ...rest] = identified(routing.identity, [one, ...others]);
  return matcher === undefined ? handle(first, ...rest) : handle(matcher, first, ...rest);
}

/** A catch-all route that only proxies needs no `handle`. */
function unwrapped(given: Directive): Directive {
  const [only, ...others] = given.block;
  const bare = given.matcher === undefined && others.length === 0 && only?.name === "reverse_proxy";
  return bare ? only : given;
}

/** Sends entries to the route's log only; without it the site's other logs get them, too. */
function loggingDirectives(
  routing: ServiceRouting,
  route: ServiceRoute,
  options: RouteOptions,
): Directive[] {
  const logged = [routing, ...(routing.routes ?? [])].some((each) => each.accessLog !== undefined);
  if (!logged) return [];
  if (options.accessLog === undefined) return [logSkip()];
  return [logName(logNamed(ownName("accessLog", routing, route)))];
}
