import { type Grammar, takes } from "../grammar/grammar";
import { namesModule } from "../grammar/modules";
import { duration, integer } from "../grammar/rules";
import { MATCHER_SET } from "../matchers/set-grammar";
import { matcherDirectives } from "../matchers/words";
import { type Directive, directive, option } from "../model/directive";
import { type MatcherConditions, toMatcher } from "../model/matcher";
import type { Duration } from "../model/units";

/** A policy of choosing among upstreams that takes nothing. */
export type PlainPolicy =
  | "random"
  | "round_robin"
  | "least_conn"
  | "first"
  | "ip_hash"
  | "client_ip_hash"
  | "uri_hash";

/** How an upstream is chosen. */
export type Policy =
  | PlainPolicy
  | { readonly randomChoose: number }
  | WeightedPolicy
  | { readonly query: string; readonly fallback?: FallbackPolicy }
  | { readonly header: string; readonly fallback?: FallbackPolicy }
  | CookiePolicy;

/** A share of the requests for each upstream, in the order in which they are written. */
export interface WeightedPolicy {
  readonly weightedRoundRobin: readonly number[];
}

/** How an upstream is chosen for a request that does not say which. Default: random. */
export type FallbackPolicy = PlainPolicy | WeightedPolicy;

/** The same upstream for a client that keeps its cookie. */
export interface CookiePolicy {
  /** The cookie's name. */
  readonly cookie: string;
  /** The key that signs the cookie's value. It is in the labels, which Docker's users can read. */
  readonly secret?: string;
  readonly fallback?: FallbackPolicy;
  readonly maxAge?: Duration;
}

/** How requests are spread over upstreams, and how often they are tried again. */
export interface LoadBalancing {
  /** Default: random. */
  readonly policy?: Policy;
  /** How often a request is tried again. Default: as long as `tryDuration` lasts. */
  readonly retries?: number;
  /** How long a request waits for an upstream. A reload of the proxy ends the wait. Default: 0s. */
  readonly tryDuration?: Duration;
  /** The pause between tries. Default: 250ms, which is longer than a reload takes. */
  readonly tryInterval?: Duration;
  /** Which requests may be tried again after they reached an upstream. Default: GET. */
  readonly retryMatch?: MatcherConditions;
}

/** The subdirectives of load balancing. */
export function balancingDirectives(options: LoadBalancing = {}): Directive[] {
  const retryMatch = toMatcher(options.retryMatch);
  return [
    ...(options.policy === undefined ? [] : [policyDirective(options.policy)]),
    ...option("lb_retries", options.retries),
    ...option("lb_try_duration", options.tryDuration),
    ...option("lb_try_interval", options.tryInterval),
    ...(retryMatch === undefined
      ? []
      : [directive("lb_retry_match", [], matcherDirectives(retryMatch))]),
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
  const args = ["cookie", policy.cookie, ...(policy.secret === undefined ? [] : [policy.secret])];
  return directive("lb_policy", args, [...fallback, ...option("max_age", policy.maxAge)]);
}

function fallbackDirective(policy: FallbackPolicy | undefined): Directive[] {
  return option("fallback", typeof policy === "object" ? weighted(policy) : policy);
}

function weighted({ weightedRoundRobin }: WeightedPolicy): (string | number)[] {
  return ["weighted_round_robin", ...weightedRoundRobin];
}

const PLAIN = [
  "random",
  "round_robin",
  "least_conn",
  "first",
  "ip_hash",
  "client_ip_hash",
  "uri_hash",
];
const NAMESPACE = "http.reverse_proxy.selection_policies";
const KEYED = ["random_choose", "weighted_round_robin", "query", "header", "cookie"];

/** The grammar of these directives. */
export const BALANCING: Readonly<Record<string, Grammar>> = {
  lb_policy: {
    ...namesModule(NAMESPACE, (name) =>
      PLAIN.includes(name) || KEYED.includes(name)
        ? { block: { fallback: namesModule(NAMESPACE), max_age: takes(duration) } }
        : undefined,
    ),
    check: policyProblem,
  },
  lb_retries: takes(integer(0)),
  lb_try_duration: takes(duration),
  lb_try_interval: takes(duration),
  lb_retry_match: { ...MATCHER_SET, needsBlock: true },
};

function policyProblem({ args: [policy, ...others] }: Directive): string | undefined {
  if (typeof policy !== "string" || !others.every((each) => typeof each === "string"))
    return undefined;
  const values = others.map(String);
  if (PLAIN.includes(policy) && values.length > 0) return `${policy} takes nothing more`;
  if (policy === "weighted_round_robin") {
    if (values.length === 0) return "weighted_round_robin needs a weight for each upstream";
    return values.map(integer(0)).find((problem) => problem !== undefined);
  }
  if (policy === "random_choose") return integer(2)(values[0] ?? "");
  const named = policy === "query" || policy === "header";
  return named && values.length !== 1 ? `${policy} needs one name` : undefined;
}
