import { z } from "zod";
import type { TlsMode } from "../../caddy/tls-mode";
import { argsProblems, type Problem, problem } from "../../schema/problems";
import { flag } from "../../schema/values";
import { type Health, healthSchema } from "./health";
import {
  type Canary,
  canarySchema,
  type LoadBalancing,
  loadBalancingSchema,
} from "./load-balancing";
import { coveredBy } from "./order";
import { routeSchema, type ServiceRoute } from "./route";
import { type RouteOptions, routeOptionShape, routeOptionsOf } from "./route-options";

/** What a service asks of the entry point in front of it, beside where its containers are. */
export interface ServiceOptions extends RouteOptions {
  /** How the proxy finds out whether a container is well. Default: by failing requests only. */
  health?: Health;
  /** How requests are spread over its containers, and tried again. */
  loadBalancing?: LoadBalancing;
  /** How many of the requests a second release gets. Default: there is none. */
  canary?: Canary;
  /** What some of its requests are treated like, the first that matches. Default: all are alike. */
  routes?: ServiceRoute[];
  /**
   * Whether requests that no route matches are not the service's, so that another one can have them
   * on the same hosts; where none does, Caddy answers them with nothing. Default: false.
   */
  onlyRoutes?: boolean;
}

/** All that the sites of a service are made of. */
export interface ServiceRouting extends ServiceOptions {
  /** The service's name, from which those of its zones and logs are made. */
  name: string;
  hosts: string[];
  /** Port that it listens on inside its containers. */
  port: number;
  /** Where its certificates come from; without one nothing is said of https. */
  tls: TlsMode;
}

const parts = {
  ...routeOptionShape,
  health: healthSchema.optional(),
  loadBalancing: loadBalancingSchema.optional(),
  canary: canarySchema.optional(),
  routes: z.array(routeSchema, { error: "must be a list of routes" }).optional(),
  onlyRoutes: flag.optional(),
};

/** @internal Checks {@link ServiceOptions} among other arguments, which it leaves alone. */
const optionsSchema = z.object(parts) satisfies z.ZodType<ServiceOptions>;

/**
 * Everything that is wrong with what a service asks for, each a sentence; empty for nothing.
 *
 * @param args the arguments of a component, of which others are not looked at but `hosts` and
 *   `replicas`.
 */
export function serviceProblems(
  args: ServiceOptions & { hosts?: string[]; replicas?: number },
): Problem[] {
  return [...argsProblems(optionsSchema, args), ...balancingProblems(args), ...routeProblems(args)];
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

/** What is wrong with routes beside one another and beside the service, each by itself being right. */
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
    ...(routes ?? []).flatMap((route, index) => [
      ...foreignHosts(route, index, args.hosts),
      ...neverRun(routes ?? [], index),
    ]),
  ];
}

/** A cache that would give one user's answers to another. */
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
