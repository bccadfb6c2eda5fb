import { type Grammar, namesModule, takes, type Words } from "../grammar/grammar";
import { duration, integer } from "../grammar/rules";
import { MATCHER_SET } from "../matchers/grammar";
import { matcherOption } from "../matchers/words";
import type { Duration } from "../model/argument";
import { type Directive, directive, option, optionsOf } from "../model/directive";
import type { MatcherConditions } from "../model/matcher";

const PLAIN = [
  "random",
  "round_robin",
  "least_conn",
  "first",
  "ip_hash",
  "client_ip_hash",
  "uri_hash",
] as const;

/** A policy without options. */
export type PlainPolicy = (typeof PLAIN)[number];

/** How the proxy chooses an upstream. */
export type Policy =
  | PlainPolicy
  | { readonly randomChoose: number }
  | WeightedPolicy
  | { readonly query: string; readonly fallback?: FallbackPolicy }
  | { readonly header: string; readonly fallback?: FallbackPolicy }
  | CookiePolicy;

/** Weights of the upstreams, in the order in which they are written. */
export interface WeightedPolicy {
  readonly weightedRoundRobin: readonly number[];
}

/** How the proxy chooses an upstream for a request without the key. Default: random. */
export type FallbackPolicy = PlainPolicy | WeightedPolicy;

/** The same upstream for all requests of a client, by a cookie. */
export interface CookiePolicy {
  /** The cookie's name. */
  readonly cookie: string;
  /** The key that signs the cookie's value. The labels show it to all who can use Docker. */
  readonly secret?: string;
  /** For the first request of a client. Default: random. */
  readonly fallback?: FallbackPolicy;
  /** Lifetime of the cookie. Default: until the browser is closed. */
  readonly maxAge?: Duration;
}

/** How the proxy spreads requests over upstreams, and retries them. */
export interface LoadBalancing {
  /** Default: random. */
  readonly policy?: Policy;
  /** How often the proxy retries a request. Default: as often as `tryDuration` allows. */
  readonly retries?: number;
  /** How long the proxy looks for an upstream that takes the request. Default: 0s. */
  readonly tryDuration?: Duration;
  /** The pause between tries. Default: 250ms, which is longer than a reload. */
  readonly tryInterval?: Duration;
  /** Requests that the proxy retries although an upstream received them. Default: GET. */
  readonly retryMatch?: MatcherConditions;
}

/** The subdirectives of load balancing. */
export function balancingDirectives(options: LoadBalancing = {}): Directive[] {
  const { policy, retryMatch, ...others } = options;
  return [
    ...(policy === undefined ? [] : [policyDirective(policy)]),
    ...optionsOf(others, "lb_"),
    ...matcherOption("lb_retry_match", retryMatch),
  ];
}

function policyDirective(policy: Policy): Directive {
  if (typeof policy === "string") return directive("lb_policy", [policy]);
  if ("randomChoose" in policy) {
    return directive("lb_policy", ["random_choose", policy.randomChoose]);
  }
  if ("weightedRoundRobin" in policy) return directive("lb_policy", weighted(policy));
  const fallback = fallbackDirective(policy.fallback);
  if ("query" in policy) return directive("lb_policy", ["query", policy.query], fallback);
  if ("header" in policy) return directive("lb_policy", ["header", policy.header], fallback);
  const { cookie, secret, maxAge } = policy;
  const args = ["cookie", cookie, ...(secret === undefined ? [] : [secret])];
  return directive("lb_policy", args, [...fallback, ...option("max_age", maxAge)]);
}

function fallbackDirective(policy: FallbackPolicy | undefined): Directive[] {
  return option("fallback", typeof policy === "object" ? weighted(policy) : policy);
}

function weighted({ weightedRoundRobin }: WeightedPolicy): (string | number)[] {
  return ["weighted_round_robin", ...weightedRoundRobin];
}

const NAMESPACE = "http.reverse_proxy.selection_policies";
const POLICY_BLOCK: Grammar = {
  block: { fallback: namesModule(NAMESPACE), max_age: takes(duration) },
};
const KEYED = ["random_choose", "weighted_round_robin", "query", "header", "cookie"];

export const BALANCING: Words = {
  lb_policy: {
    ...namesModule(NAMESPACE, (name) =>
      isPlain(name) || KEYED.includes(name) ? POLICY_BLOCK : undefined,
    ),
    check: policyProblem,
  },
  lb_retries: takes(integer(0)),
  lb_try_duration: takes(duration),
  lb_try_interval: takes(duration),
  lb_retry_match: MATCHER_SET,
};

function isPlain(name: string): boolean {
  return PLAIN.some((each) => each === name);
}

function policyProblem({ args: [policy, ...others] }: Directive): string | undefined {
  if (typeof policy !== "string" || !others.every((each) => typeof each === "string"))
    return undefined;
  const values = others.map(String);
  if (isPlain(policy) && values.length > 0) return `must have no argument after ${policy}.`;
  if (policy === "weighted_round_robin") {
    if (values.length === 0) return "must have a weight for each upstream.";
    return values.map(integer(0)).find((problem) => problem !== undefined);
  }
  if (policy === "random_choose") return integer(2)(values[0] ?? "");
  const named = policy === "query" || policy === "header";
  return named && values.length !== 1 ? `must have one name after ${policy}.` : undefined;
}
