import type { z } from "zod";
import { size, some, someTime, text, verb } from "../../labels/values";
import { duration, oneOf, strictObject, whole } from "../../schema/values";

/** How a container is chosen among several. */
export const LoadBalancingPolicy = {
  /** Any. */
  Random: "random",
  /** The one with the fewest requests among `choices` random ones. */
  RandomChoose: "random_choose",
  /** One after the other. */
  RoundRobin: "round_robin",
  /** One after the other, in proportion to `weights`. */
  WeightedRoundRobin: "weighted_round_robin",
  /** The one with the fewest requests. */
  LeastConn: "least_conn",
  /** The first healthy one. */
  First: "first",
  /** By the address of the connection's other end, maybe another proxy's. */
  IpHash: "ip_hash",
  /** By the client's address. */
  ClientIpHash: "client_ip_hash",
  /** By path and query. */
  UriHash: "uri_hash",
  /** By the query parameter `key`. */
  Query: "query",
  /** By the header `key`. */
  Header: "header",
  /** Sticky: the same as last time, by the cookie `key`. */
  Cookie: "cookie",
} as const;
export type LoadBalancingPolicy = (typeof LoadBalancingPolicy)[keyof typeof LoadBalancingPolicy];

/** How the proxy retries requests. */
export interface Retries {
  /**
   * How long the proxy looks for a container that takes the request. Default: 5s, enough for a switch
   * to a new release.
   */
  for?: string;
  /** The pause between tries. Default: 20ms; Caddy's 250ms is longer than a reload takes. */
  interval?: string;
  /**
   * Methods of requests that the proxy retries although a container received them and may have acted
   * on them. A request that no container received is always retried. With other methods than the
   * default ones, the proxy buffers request bodies up to `bufferSize`. Default: GET, HEAD and OPTIONS.
   */
  methods?: string[];
  /** The longest request body that the proxy buffers for a retry. Default: 64KB. */
  bufferSize?: string;
}

/** Passive health checks: failing requests take a container out of rotation. */
export interface PassiveHealth {
  /**
   * How long a failure keeps requests away from a container. Default: 5s with several containers; none
   * with a single one, which one refused connection would take offline.
   */
  failDuration?: string;
  /** Failures in that time that keep requests away. Default: 1. */
  maxFails?: number;
  /** Status codes that count as failures. Default: none. */
  unhealthyStatus?: number[];
  /** A response that takes longer counts as a failure. Default: no limit. */
  unhealthyLatency?: string;
}

/** How requests are spread over the containers of a service. */
export interface LoadBalancing {
  /** Default: random. */
  policy?: LoadBalancingPolicy;
  /** Name of the header, query parameter or cookie. Default for the cookie: `lb`. */
  key?: string;
  /** For `random_choose`. Default: 2. */
  choices?: number;
  /** For `weighted_round_robin`: one per replica. */
  weights?: number[];
  /** Lifetime of the cookie. Default: until the browser is closed. */
  maxAge?: string;
  retries?: Retries;
  passiveHealth?: PassiveHealth;
}

/** A second release of a service. */
export interface Canary {
  /** Its share of the requests, in percent, 0 to 100. */
  weight: number;
}

/** @internal Checks {@link Canary}. */
export const canarySchema = strictObject("a setting of the canary", {
  weight: whole(0, 100),
}) satisfies z.ZodType<Canary>;

const retries = strictObject("a setting of the retries", {
  for: duration.optional(),
  interval: duration.optional(),
  methods: some(verb, '["GET", "PUT"]').optional(),
  bufferSize: size.optional(),
}) satisfies z.ZodType<Retries>;

const passiveHealth = strictObject("a setting of the passive health check", {
  failDuration: someTime.optional(),
  maxFails: whole(1).optional(),
  unhealthyStatus: some(whole(400, 599), "[502, 503]").optional(),
  unhealthyLatency: someTime.optional(),
}) satisfies z.ZodType<PassiveHealth>;

const shape = {
  policy: oneOf(LoadBalancingPolicy).optional(),
  key: text("must be the name of a header, a parameter or a cookie").optional(),
  choices: whole(2).optional(),
  weights: some(whole(0), "[3, 1]").optional(),
  maxAge: someTime.optional(),
  retries: retries.optional(),
  passiveHealth: passiveHealth.optional(),
};

const NEEDED: Readonly<Record<string, "key" | "weights">> = {
  query: "key",
  header: "key",
  weighted_round_robin: "weights",
};

/** The policies that take a setting. */
const TAKEN = {
  key: ["query", "header", "cookie"],
  choices: ["random_choose"],
  weights: ["weighted_round_robin"],
  maxAge: ["cookie"],
} as const;

/** @internal Checks {@link LoadBalancing}. */
export const loadBalancingSchema = strictObject(
  "a setting of the load balancing",
  shape,
).superRefine((given, context) => {
  const { policy = "random" } = given;
  const report = (field: string, message: string) =>
    context.addIssue({ code: "custom", path: [field], message });
  const needed = NEEDED[policy];
  if (needed !== undefined && given[needed] === undefined) {
    report(needed, `is needed by the policy ${policy}`);
  }
  for (const field of ["key", "choices", "weights", "maxAge"] as const) {
    const policies: readonly string[] = TAKEN[field];
    if (given[field] === undefined || policies.includes(policy)) continue;
    report(field, `is only for the policy ${policies.join(", ")}, which is ${policy} here`);
  }
  if (given.weights?.every((weight) => weight === 0)) report("weights", "must not all be 0");
}) satisfies z.ZodType<LoadBalancing>;
