import { type Directive, route as inOrder, reverseProxy, rewrite, stripPrefix } from "../../labels";
import { type AuthRoute, authServiceDirective, authServices } from "./auth-paths";
import {
  basicAuthDirective,
  type ForwardAuth,
  forgeryDirectives,
  forwardAuthDirective,
} from "./authentication";
import type { Backend } from "./backend";
import { cacheDirective } from "./cache";
import { compressionDirective } from "./compression";
import { requestHeaderDirectives } from "./headers";
import { proxyOptions } from "./proxy";
import { EXCEPT_PROBES, isLimited, rateLimitDirective, WITHOUT_PASS } from "./rate-limit";
import { answerOf, routeName, type ServiceRoute } from "./route";
import { maxBodySizeDirective, type RouteOptions } from "./route-options";
import type { ServiceRouting } from "./routing";
import { clientTimeoutDirectives } from "./timeouts";

/** The name of an option's zone or log: the route's if it has the option, else the service's. */
export function ownName(
  kind: keyof RouteOptions,
  { name }: ServiceRouting,
  route: ServiceRoute,
): string {
  return route[kind] === undefined ? name : routeName(name, route);
}

/** The directives that a request passes before a target answers it. */
export function guards(
  routing: ServiceRouting,
  backend: Backend,
  route: ServiceRoute,
  options: RouteOptions,
): Directive[] {
  const { maxBodySize, rateLimit, basicAuth, forwardAuth, compression } = options;
  const zone = ownName("rateLimit", routing, route);
  const passes = isLimited(routing);
  const counted = passes ? EXCEPT_PROBES : undefined;
  return [
    ...(answerOf(route) === undefined ? (backend.files?.root ?? []) : []),
    ...(maxBodySize === undefined ? [] : [maxBodySizeDirective(maxBodySize)]),
    ...clientTimeoutDirectives(options.timeouts),
    ...(rateLimit === undefined ? [] : [rateLimitDirective(zone, rateLimit, counted)]),
    ...(basicAuth === undefined ? [] : [basicAuthDirective(basicAuth, backend)]),
    ...(forwardAuth === undefined ? [] : [forwardAuthDirective(forwardAuth)]),
    ...(answerOf(route) === undefined ? forgeries(routing, backend, forwardAuth) : []),
    ...(passes ? WITHOUT_PASS : []),
    ...requestHeaderDirectives(options.requestHeaders),
    ...(compression === undefined ? [] : [compressionDirective(compression)]),
  ];
}

/** Names with a dot, which Caddy passes on before 2.11.9; it always drops those with "_". */
const DOTTED_NAMES = "*.*";

function forgeries(routing: ServiceRouting, { files }: Backend, auth: ForwardAuth | undefined) {
  return forgeryDirectives(authServices(routing), auth, files?.php ? [DOTTED_NAMES] : []);
}

/**
 * The directives that answer a request. Caddy would run a cache and a redirect before the guards; a
 * `route` runs after the guards and keeps its order.
 */
export function target(
  routing: ServiceRouting,
  backend: Backend,
  route: ServiceRoute | AuthRoute,
  { cache, timeouts }: RouteOptions,
): Directive[] {
  if ("auth" in route) return [authServiceDirective(route.auth)];
  const routePort = route.port ?? routing.port;
  const upstreams = backend.upstreamsFor(routePort);
  const proxied = proxyOptions({ ...routing, timeouts, routePort, upstreams, backend });
  const own = answerOf(route);
  const others = backend.files?.answer(proxied) ?? [reverseProxy(proxied)];
  const answers = own === undefined ? others : [own];
  const steps = [
    ...(cache === undefined ? [] : [cacheDirective(cache)]),
    ...(route.stripPrefix ? [stripPrefix(prefixOf(route.path))] : []),
    ...(route.rewrite === undefined ? [] : [rewrite(route.rewrite)]),
  ];
  const [first, ...more] = [...steps, ...answers];
  if (first === undefined || (steps.length === 0 && own?.name !== "redir")) return [...answers];
  return [inOrder(first, ...more)];
}

/** `/api` of `/api/*`. */
function prefixOf(path = ""): string {
  return path.replace(/\/?\*$/, "");
}
