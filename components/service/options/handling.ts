import { type Directive, route as inOrder, rewrite, stripPrefix } from "../../labels";
import { basicAuthWord, forwardAuthWord } from "./authentication";
import type { Backend } from "./backend";
import { cacheWord } from "./cache";
import { compressionWord } from "./compression";
import { requestHeaderWords } from "./headers";
import { proxyWord } from "./proxy";
import { rateLimitWord } from "./rate-limit";
import { answerOf, routeName, type ServiceRoute } from "./route";
import { type Concerns, maxBodySizeWord } from "./route-options";
import type { ServiceRouting } from "./routing";
import { clientTimeoutWords } from "./timeouts";

/** The name of a service's own thing, or of its route's, whichever it is that holds there. */
export function ownName(
  kind: keyof Concerns,
  { name }: ServiceRouting,
  route: ServiceRoute,
): string {
  return route[kind] === undefined ? name : routeName(name, route);
}

/** What a request has to pass before it is answered. */
export function guards(
  routing: ServiceRouting,
  backend: Backend,
  route: ServiceRoute,
  concerns: Concerns,
): Directive[] {
  const { maxBodySize, rateLimit, basicAuth, forwardAuth, compression } = concerns;
  const zone = ownName("rateLimit", routing, route);
  return [
    ...(maxBodySize === undefined ? [] : [maxBodySizeWord(maxBodySize)]),
    ...clientTimeoutWords(concerns.timeouts),
    ...(rateLimit === undefined ? [] : [rateLimitWord(zone, rateLimit)]),
    ...(basicAuth === undefined ? [] : [basicAuthWord(basicAuth, backend)]),
    ...(forwardAuth === undefined ? [] : [forwardAuthWord(forwardAuth)]),
    ...requestHeaderWords(concerns.requestHeaders),
    ...(compression === undefined ? [] : [compressionWord(compression)]),
  ];
}

/**
 * What answers a request that has passed. Caddy would run a cache and a redirect before the guards,
 * so that they stand in a `route`, which comes after those and keeps its order.
 */
export function target(
  routing: ServiceRouting,
  backend: Backend,
  route: ServiceRoute,
  { cache, timeouts }: Concerns,
): Directive[] {
  const routePort = route.port ?? routing.port;
  const upstreams = backend.upstreamsFor(routePort);
  const { containers } = backend;
  const answer =
    answerOf(route) ?? proxyWord({ ...routing, timeouts, routePort, upstreams, containers });
  const steps = [
    ...(cache === undefined ? [] : [cacheWord(cache)]),
    ...(route.stripPrefix ? [stripPrefix(prefixOf(route.path))] : []),
    ...(route.rewrite === undefined ? [] : [rewrite(route.rewrite)]),
  ];
  const [first, ...others] = [...steps, answer];
  if (first === undefined || (steps.length === 0 && answer.name !== "redir")) return [answer];
  return [inOrder(first, ...others)];
}

/** `/api` of `/api/*`. */
function prefixOf(path = ""): string {
  return path.replace(/\/?\*$/, "");
}
