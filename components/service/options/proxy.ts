import type {
  FallbackPolicy,
  LoadBalancing as LabelledBalancing,
  PassiveHealth as LabelledPassiveHealth,
  Policy,
  ReverseProxyOptions,
} from "../../labels";
import { bytes, span } from "../../labels/values";
import type { Backend, Upstreams } from "./backend";
import { type Health, healthChecks } from "./health";
import type { Canary, LoadBalancing, PassiveHealth } from "./load-balancing";
import type { ProxyProtocol } from "./proxy-protocol";
import { streamCloseDelay, type Timeouts, transportOf } from "./timeouts";

/** The options of a route's `reverse_proxy`. */
export interface Proxied {
  /** The port of the service. */
  port: number;
  /** The port of the route. */
  routePort: number;
  upstreams: Upstreams;
  backend: Backend;
  health?: Health;
  loadBalancing?: LoadBalancing;
  canary?: Canary;
  proxyProtocol?: ProxyProtocol;
  timeouts?: Timeouts;
}

/** Requests with these methods have no body to send again. */
const WITHOUT_BODY = ["GET", "HEAD", "OPTIONS"];

/** How the proxy sends requests to a service. */
export function proxyOptions(proxied: Proxied): ReverseProxyOptions {
  const { loadBalancing = {}, upstreams, backend, proxyProtocol, timeouts } = proxied;
  const { methods = WITHOUT_BODY, bufferSize = "64KB" } = loadBalancing.retries ?? {};
  const resent = methods.some((method) => !WITHOUT_BODY.includes(method));
  return {
    to: [...upstreams.stable, ...upstreams.canary],
    dynamic: upstreams.lookedUp,
    loadBalancing: balancing(loadBalancing, methods, proxied),
    health: healthChecks(proxied.health, proxied.port, proxied.routePort),
    passiveHealth: failures(loadBalancing.passiveHealth, backend.containers),
    headerUp: backend.hostHeader === undefined ? undefined : { set: { Host: backend.hostHeader } },
    transport: transportOf(timeouts, { ...backend.transport, proxyProtocol }),
    requestBuffers: resent ? bytes(bufferSize) : undefined,
    streamCloseDelay: streamCloseDelay(timeouts),
  };
}

function balancing(
  options: LoadBalancing,
  methods: readonly string[],
  { canary, upstreams }: Proxied,
): LabelledBalancing {
  const { for: tryDuration = "5s", interval = "20ms" } = options.retries ?? {};
  const shares = upstreams.weights ?? (canary && weights(canary, upstreams));
  return {
    policy: policyOf(options, shares),
    tryDuration: span(tryDuration),
    tryInterval: span(interval),
    retryMatch: { method: methods },
  };
}

/** Caddy takes one policy: weights of upstreams are the fallback of a policy that has one. */
function policyOf(options: LoadBalancing, shares: number[] | undefined): Policy | undefined {
  const { policy, key = "lb", choices = 2, maxAge } = options;
  const fallback: FallbackPolicy | undefined = shares && { weightedRoundRobin: shares };
  switch (policy) {
    case undefined:
      return fallback;
    case "random_choose":
      return { randomChoose: choices };
    case "weighted_round_robin":
      return { weightedRoundRobin: options.weights ?? [] };
    case "query":
      return { query: key, fallback };
    case "header":
      return { header: key, fallback };
    case "cookie":
      return { cookie: key, fallback, maxAge: span(maxAge) };
    default:
      return policy;
  }
}

/** The smallest integer weights that give the canary's containers their share. */
function weights({ weight }: Canary, { stable, canary }: Upstreams): number[] | undefined {
  if (canary.length === 0) return undefined;
  const old = (100 - weight) * canary.length;
  const fresh = weight * stable.length;
  const divisor = greatestDivisor(old, fresh);
  return [...stable.map(() => old / divisor), ...canary.map(() => fresh / divisor)];
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function failures(
  given: PassiveHealth | undefined,
  containers: number,
): LabelledPassiveHealth | undefined {
  if (given === undefined && containers < 2) return undefined;
  const { failDuration = "5s", maxFails, unhealthyStatus, unhealthyLatency } = given ?? {};
  return {
    failDuration: span(failDuration),
    maxFails,
    unhealthyStatus,
    unhealthyLatency: span(unhealthyLatency),
  };
}
