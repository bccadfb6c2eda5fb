import { z } from "zod";
import type { TlsMode } from "../../caddy/tls/tls-mode";
import { argsProblems, type Problem, problem } from "../../schema/problems";
import { flag } from "../../schema/values";
import { authProblems } from "./auth-paths";
import { type Health, healthSchema } from "./health";
import type { Identity } from "./identity";
import {
  type Canary,
  canarySchema,
  type LoadBalancing,
  loadBalancingSchema,
} from "./load-balancing";
import { coveredBy } from "./order";
import { type ProxyProtocol, proxyProtocolProblems, proxyProtocolSchema } from "./proxy-protocol";
import { routeSchema, type ServiceRoute } from "./route";
import { type RouteOptions, routeOptionShape, routeOptionsOf } from "./route-options";

/** The routing options of anything behind the entry point. */
export interface RoutingOptions extends RouteOptions {
  /** Active health checks. Default: none; failing requests take a container out of rotation. */
  health?: Health;
  /** How the proxy spreads requests over its containers, and retries them. */
  loadBalancing?: LoadBalancing;
  /**
   * Sends the client's address by the PROXY protocol, to a service that requires it. Each client then has
   * connections of its own to the service. Default: none; `X-Forwarded-For` has the address.
   */
  proxyProtocol?: ProxyProtocol;
  /** Routes for some of its requests; the first that matches applies. Default: none. */
  routes?: ServiceRoute[];
  /**
   * Whether the service takes only requests that match a route, so that another service can take the
   * others on the same hosts; without one, Caddy answers them with an empty response. Default: false.
   */
  onlyRoutes?: boolean;
}

/** The routing options of a service. */
export interface ServiceOptions extends RoutingOptions {
  /** The share of requests of a second release. Default: none. */
  canary?: Canary;
}

/** The input of a service's sites. */
export interface ServiceRouting extends ServiceOptions {
  /** The service's name, the prefix of its zones' and logs' names. */
  name: string;
  hosts: string[];
  /** Its port inside the containers. */
  port: number;
  /** Where its certificates come from. */
  tls: TlsMode;
  /** How requests name the owner of the client's certificate. Default: not at all. */
  identity?: Identity;
}

const parts = {
  ...routeOptionShape,
  health: healthSchema.optional(),
  loadBalancing: loadBalancingSchema.optional(),
  proxyProtocol: proxyProtocolSchema.optional(),
  canary: canarySchema.optional(),
  routes: z.array(routeSchema, { error: "must be an array of routes" }).optional(),
  onlyRoutes: flag.optional(),
};

/** @internal {@link RoutingOptions} as keys of a strict schema; {@link serviceProblems} checks their values. */
export const routingKeys: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  Object.keys(parts)
    .filter((name) => name !== "canary")
    .map((name) => [name, z.unknown().optional()]),
);

/** @internal Checks {@link ServiceOptions}, and ignores other arguments. */
const optionsSchema = z.object(parts) satisfies z.ZodType<ServiceOptions>;

/**
 * Every mistake in the routing options of a service.
 *
 * @param args the arguments of a component; it reads the options, `hosts` and `replicas`.
 */
export function serviceProblems(
  args: ServiceOptions & { hosts?: string[]; replicas?: number },
): Problem[] {
  return [
    ...argsProblems(optionsSchema, args),
    ...balancingProblems(args),
    ...proxyProtocolProblems(args),
    ...routeProblems(args),
  ];
}

function balancingProblems(args: ServiceOptions & { replicas?: number }): Problem[] {
  const balancing = parts.loadBalancing.safeParse(args.loadBalancing).data;
  const canary = parts.canary.safeParse(args.canary).data;
  const { policy, weights } = balancing ?? {};
  const replicas = args.replicas ?? 1;
  const problems: Problem[] = [];
  if (canary !== undefined && policy !== undefined && !/^(cookie|header|query)$/.test(policy)) {
    problems.push(
      problem(
        "loadBalancing.policy",
        `must be cookie, header or query beside canary, got "${policy}". Caddy has one policy, and ` +
          "that of a canary goes by weights.",
      ),
    );
  }
  if (weights !== undefined && weights.length !== replicas) {
    problems.push(
      problem(
        "loadBalancing.weights",
        `must have one weight a replica, ${replicas}, got ${weights.length}.`,
      ),
    );
  }
  return problems;
}

/** Mistakes among routes, and between routes and the service, that are each right. */
function routeProblems(args: ServiceOptions & { hosts?: string[] }): Problem[] {
  const { onlyRoutes } = args;
  const routes = parts.routes.safeParse(args.routes).data;
  const service = z.object(routeOptionShape).safeParse(args).data ?? {};
  const all = [
    ...(onlyRoutes ? [] : [{ place: "", options: service as RouteOptions }]),
    ...(routes ?? []).map((route, index) => ({
      place: `routes[${index}].`,
      options: routeOptionsOf(service, route),
    })),
  ];
  const none = onlyRoutes === true && (args.routes ?? []).length === 0;
  return [
    ...(none
      ? [problem("onlyRoutes", "must have routes beside it, got none. Write routes: [{ path }].")]
      : []),
    ...all.flatMap(({ place, options }) => leaking(place, options)),
    ...authProblems({ forwardAuth: service.forwardAuth, routes }),
    ...(routes ?? []).flatMap((route, index) => [
      ...foreignHosts(route, index, args.hosts),
      ...neverRun(routes ?? [], index),
    ]),
  ];
}

/** A cache that would serve one user's responses to another. */
function leaking(place: string, { cache, basicAuth, forwardAuth }: RouteOptions): Problem[] {
  if (cache === undefined || cache.headers !== undefined) return [];
  const [auth, field] =
    basicAuth === undefined ? ["forwardAuth", "Cookie"] : ["basicAuth", "Authorization"];
  if (basicAuth === undefined && forwardAuth === undefined) return [];
  return [
    problem(
      `${place}cache`,
      `must not keep answers for users whom ${auth} tells apart, since one would get another's. ` +
        `Write cache.headers: ["${field}"], or without: ["cache"] for a route.`,
    ),
  ];
}

function foreignHosts({ hosts = [] }: ServiceRoute, index: number, all: string[] = []): Problem[] {
  const known = (host: string) =>
    all.includes(host) || all.includes(host.replace(/^[^.]+\./, "*."));
  return hosts
    .filter((host) => !known(host))
    .map((host) =>
      problem(
        `routes[${index}].hosts`,
        `must be hosts of the service, got "${host}". The service has ` +
          `${all.map((each) => `"${each}"`).join(", ") || "none"}.`,
      ),
    );
}

function neverRun(routes: readonly ServiceRoute[], index: number): Problem[] {
  const earlier = coveredBy(routes, index);
  if (earlier < 0) return [];
  return [
    problem(
      `routes[${index}]`,
      `can never run, since routes[${earlier}] takes all of its requests. Write it before ` +
        `routes[${earlier}], or drop it.`,
    ),
  ];
}
