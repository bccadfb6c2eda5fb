import type { z } from "zod";
import { size, some, someTime, text, verb } from "../../labels/values";
import { duration, oneOf, strictObject, whole } from "../../schema/values";

/** How a container is chosen among several. */
export const LoadBalancingPolicy = {
  /** Any. */
  Random: "random",
  /** Of `choices` that are taken at random, the one with the fewest requests. */
  RandomChoose: "random_choose",
  /** One after the other. */
  RoundRobin: "round_robin",
  /** One after the other, each as often as its one of `weights` says. */
  WeightedRoundRobin: "weighted_round_robin",
  /** The one with the fewest requests. */
  LeastConn: "least_conn",
  /** The first that is well. */
  First: "first",
  /** By the address at the other end of the connection. */
  IpHash: "ip_hash",
  /** By the client's address. */
  ClientIpHash: "client_ip_hash",
  /** By path and query. */
  UriHash: "uri_hash",
  /** By the parameter of the query that `key` names. */
  Query: "query",
  /** By the header field that `key` names. */
  Header: "header",
  /** Sticky: the same as last time, as the cookie that `key` names says. */
  Cookie: "cookie",
} as const;
export type LoadBalancingPolicy = (typeof LoadBalancingPolicy)[keyof typeof LoadBalancingPolicy];

/** How requests are tried again. */
export interface Retries {
  /**
   * How long a request waits for a container that takes it. Default: 5s, since a new release is
   * switched to within that time, and a connection that is refused meanwhile loses nothing.
   */
  for?: string;
  /** The pause between tries. Default: 20ms; Caddy's own 250ms is longer than a reload takes. */
  interval?: string;
  /**
   * Verbs of requests that may be tried again after they reached a container, which may have done
   * something about them. Where no connection was made every request is. With others than the
   * default ones, bodies of requests are held in memory up to `bufferSize`.
   * Default: GET, HEAD and OPTIONS.
   */
  methods?: string[];
  /** The body of a request up to which it can be sent again. Default: 64KB. */
  bufferSize?: string;
}

/** What failing requests tell about a container. */
export interface PassiveHealth {
  /**
   * How long a failure keeps requests away from it. Default: 5s where there are several containers;
   * a single one would be given up for that time because of one refused connection, so that there
   * is no default for it.
   */
  failDuration?: string;
  /** Failures in that time that keep requests away. Default: 1. */
  maxFails?: number;
  /** Status codes that count as failures. Default: none. */
  unhealthyStatus?: number[];
  /** A longer wait for an answer counts as a failure. Default: none does. */
  unhealthyLatency?: string;
}

/** How requests are spread over the containers of a service. */
export interface LoadBalancing {
  /** Default: random. */
  policy?: LoadBalancingPolicy;
  /** Name of the header field, parameter or cookie that decides. Default for the cookie: `lb`. */
  key?: string;
  /** For `random_choose`. Default: 2. */
  choices?: number;
  /** For `weighted_round_robin`, one a replica. */
  weights?: number[];
  /** Lifetime of the cookie. Default: until the browser is closed. */
  maxAge?: string;
  retries?: Retries;
  passiveHealth?: PassiveHealth;
}

/** Two releases of one service at a time. */
export interface Canary {
  /** The share of the requests that the new one gets, in percent, 0 to 100. */
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
  key: text("must be the name of a header field, a parameter or a cookie").optional(),
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
