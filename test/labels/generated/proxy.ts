import fc from "fast-check";
import {
  type HeaderChanges,
  type LoadBalancing,
  type PlainPolicy,
  type Policy,
  type ReverseProxyOptions,
  upstreams,
} from "../../../components/labels";
import { matcher, meaningOfMatcher } from "./matchers";
import { compact, duration, field, nanoseconds, text, word } from "./text";

const plainPolicy = fc.constantFrom<PlainPolicy>(
  "random",
  "round_robin",
  "least_conn",
  "first",
  "ip_hash",
  "client_ip_hash",
  "uri_hash",
);

const policy: fc.Arbitrary<Policy> = fc.oneof(
  plainPolicy,
  fc.record({ randomChoose: fc.integer({ min: 2, max: 5 }) }),
  fc.record({ weightedRoundRobin: fc.constant([3, 1]) }),
  fc.record({ query: word, fallback: plainPolicy }),
  fc.record({ header: field, fallback: plainPolicy }),
  fc.record({ cookie: word, secret: word, fallback: plainPolicy, maxAge: duration }),
);

const changes: fc.Arbitrary<HeaderChanges> = fc.record(
  {
    set: fc.dictionary(field, text, { minKeys: 1, maxKeys: 2 }),
    add: fc.dictionary(field, text, { minKeys: 1, maxKeys: 1 }),
    remove: fc.constant(["Server"]),
  },
  { requiredKeys: [] },
);

const loadBalancing: fc.Arbitrary<LoadBalancing> = fc.record(
  {
    policy,
    retries: fc.integer({ min: 1, max: 9 }),
    tryDuration: duration,
    tryInterval: duration,
    retryMatch: matcher,
  },
  { requiredKeys: [] },
);

/** A reverse proxy with any of its options. */
export const proxyOptions: fc.Arbitrary<ReverseProxyOptions> = fc.record(
  {
    to: fc.oneof(
      fc.constant(upstreams(8080)),
      fc.constant(upstreams()),
      fc.constant([upstreams(8080), "spare:8081"]),
      word.map((name) => `${name}:8080`),
      word.map((name) => [`${name}-1:80`, `${name}-2:80`]),
    ),
    loadBalancing,
    health: fc.record(
      {
        uri: word.map((name) => `/${name}`),
        interval: duration,
        timeout: duration,
        status: fc.constantFrom(200, 204),
        body: fc.constant("^ok$"),
        passes: fc.integer({ min: 1, max: 5 }),
      },
      { requiredKeys: ["uri"] },
    ),
    passiveHealth: fc.record(
      {
        failDuration: duration,
        maxFails: fc.integer({ min: 1, max: 5 }),
        unhealthyLatency: duration,
      },
      { requiredKeys: [] },
    ),
    headerUp: changes,
    headerDown: changes,
    transport: fc.record(
      { dialTimeout: duration, responseHeaderTimeout: duration, keepalive: duration },
      { requiredKeys: ["dialTimeout"] },
    ),
    streamCloseDelay: duration,
    streamTimeout: duration,
    verboseLogs: fc.constant(true),
  },
  { requiredKeys: ["to"] },
);

/** The expected JSON of a reverse proxy, made from its types. */
export function meaningOfProxy(options: ReverseProxyOptions, ips: readonly string[]): unknown {
  const { health, passiveHealth: passive, transport } = options;
  const http = transport !== undefined && !("fastcgi" in transport) ? transport : undefined;
  return compact({
    handler: "reverse_proxy",
    upstreams: dialled(options.to, ips).map((dial) => ({ dial })),
    load_balancing: balancing(options.loadBalancing ?? {}),
    health_checks: {
      active: health && {
        uri: health.uri,
        interval: nanoseconds(health.interval),
        timeout: nanoseconds(health.timeout),
        expect_status: health.status,
        expect_body: health.body,
        passes: health.passes,
      },
      passive: passive && {
        fail_duration: nanoseconds(passive.failDuration),
        max_fails: passive.maxFails,
        unhealthy_latency: nanoseconds(passive.unhealthyLatency),
      },
    },
    headers: {
      request: meaningOfChanges(options.headerUp),
      response: meaningOfChanges(options.headerDown),
    },
    transport: http && {
      protocol: "http",
      dial_timeout: nanoseconds(http.dialTimeout),
      response_header_timeout: nanoseconds(http.responseHeaderTimeout),
      keep_alive: http.keepalive && { idle_timeout: nanoseconds(http.keepalive) },
    },
    stream_close_delay: nanoseconds(options.streamCloseDelay),
    stream_timeout: nanoseconds(options.streamTimeout),
    verbose_logs: options.verboseLogs,
  });
}

/** The addresses of upstreams: the container's before those with a name. */
function dialled(to: ReverseProxyOptions["to"], ips: readonly string[]): string[] {
  const all = [to ?? []].flat();
  const names = all.flatMap((each) => (typeof each === "string" ? [each] : []));
  const own = all.flatMap((each) =>
    typeof each === "object" && "template" in each
      ? ips.map((ip) => `${ip}:${each.template === "upstreams" ? 80 : 8080}`)
      : [],
  );
  return [...own, ...names];
}

function balancing(options: LoadBalancing): unknown {
  return {
    selection_policy: options.policy && meaningOfPolicy(options.policy),
    retries: options.retries,
    try_duration: nanoseconds(options.tryDuration),
    try_interval: nanoseconds(options.tryInterval),
    retry_match: options.retryMatch && [meaningOfMatcher(options.retryMatch)],
  };
}

function meaningOfPolicy(policy: Policy): unknown {
  if (typeof policy === "string") return { policy };
  if ("randomChoose" in policy) return { policy: "random_choose", choose: policy.randomChoose };
  if ("weightedRoundRobin" in policy) {
    return { policy: "weighted_round_robin", weights: policy.weightedRoundRobin };
  }
  const fallback = policy.fallback && { policy: policy.fallback };
  if ("query" in policy) return { policy: "query", key: policy.query, fallback };
  if ("header" in policy) return { policy: "header", field: policy.header, fallback };
  const { cookie: name, secret, maxAge } = policy;
  return { policy: "cookie", name, secret, max_age: nanoseconds(maxAge), fallback };
}

/** The JSON of changes to headers. */
function meaningOfChanges(changes: HeaderChanges | undefined): unknown {
  const listed = (fields: HeaderChanges["set"]) =>
    fields && Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, [value]]));
  return changes && { set: listed(changes.set), add: listed(changes.add), delete: changes.remove };
}
