import {
  cache,
  forwardAuth,
  header,
  logAppend,
  logSkip,
  rateLimit,
  respond,
  reverseProxy,
  type Site,
  site,
  upstreams,
  when,
} from "../../../components/labels";
import { observe, type Route } from "./route";

/** Servers in the proxy's container for the routes below, on unpublished ports. */
export const inside: readonly Site[] = [
  site(":9080").respond("the living one"),
  site("https://backend.localhost:9443").respond(
    "over {http.request.proto} and {http.request.scheme}",
  ),
  site(":9401").with(
    when({ header: { Authorization: "Bearer good" } }, header({ set: { "Remote-User": "bob" } })),
    when({ header: { Authorization: "Bearer good" } }, respond(200)),
    respond("who are you?", { status: 401 }),
  ),
];

/** Routes that change how the proxy reaches the service. */
export const proxying: readonly Route[] = [
  observe(
    "reverse_proxy changes headers of the request and of the answer",
    site("headers.localhost").reverseProxy({
      to: upstreams(80),
      headerUp: { set: { Host: "inner.localhost", "X-Key": "a b" }, remove: ["X-Forwarded-Host"] },
      headerDown: { add: { "X-Served-By": "the proxy" }, remove: ["Date"] },
    }),
    [
      {},
      {
        body: /^Host: inner\.localhost[\s\S]*X-Key: a b/m,
        lacks: "X-Forwarded-Host",
        headers: { "x-served-by": "the proxy" },
      },
    ],
  ),
  observe(
    "retries reach an upstream that works",
    site("retries.localhost").reverseProxy({
      to: ["localhost:1", "localhost:9080"],
      loadBalancing: { policy: "first", retries: 2, tryInterval: "20ms" },
      passiveHealth: { failDuration: "10s" },
    }),
    [{}, { status: 200, body: "the living one" }],
  ),
  observe(
    "an active health check excludes a service with a wrong answer",
    site("unhealthy.localhost").reverseProxy({
      to: upstreams(80),
      health: { uri: "/health", interval: "100ms", status: 204 },
    }),
    [{}, { status: 503 }],
  ),
  observe(
    "an active health check keeps a healthy service",
    site("healthy.localhost").reverseProxy({
      to: upstreams(80),
      health: { uri: "/health", interval: "100ms", headers: { "X-Check": "yes" } },
    }),
    [{}, { status: 200 }],
  ),
  observe(
    "a passive health check remembers a failure",
    site("passive.localhost").reverseProxy({
      to: ["localhost:9401", "localhost:9080"],
      loadBalancing: { policy: "first" },
      passiveHealth: { failDuration: "1m", unhealthyStatus: [401] },
    }),
    [{}, { status: 401 }],
    [{}, { status: 200, body: "the living one" }],
  ),
  observe(
    "a dynamic upstream comes from DNS",
    site("dynamic.localhost").reverseProxy({
      dynamic: { a: "localhost", port: 9080, versions: ["ipv4"] },
    }),
    [{}, { status: 200, body: "the living one" }],
  ),
  observe(
    "the transport uses TLS to a service that requires it",
    site("transport.localhost").reverseProxy({
      to: "https://localhost:9443",
      headerUp: { set: { Host: "backend.localhost" } },
      transport: {
        tls: { serverName: "backend.localhost", insecureSkipVerify: true },
        versions: ["1.1"],
        dialTimeout: "2s",
      },
    }),
    [{}, { status: 200, body: "over HTTP/1.1 and https" }],
  ),
  observe(
    "handle_response replaces the service's answer",
    site("handle-response.localhost").reverseProxy({
      to: "localhost:9401",
      handleResponse: [
        { match: { status: 401 }, directives: [respond("log in first", { status: 403 })] },
      ],
    }),
    [{}, { status: 403, body: "log in first" }],
    [{ headers: { Authorization: "Bearer good" } }, { status: 200 }],
  ),
  observe(
    "forward_auth has another service decide which requests pass",
    site("forward-auth.localhost").with(
      forwardAuth({ to: "localhost:9401", uri: "/verify", copyHeaders: ["Remote-User"] }),
      reverseProxy(upstreams(80)),
    ),
    [{}, { status: 401, body: "who are you?" }],
    [{ headers: { Authorization: "Bearer good" } }, { status: 200, body: "Remote-User: bob" }],
  ),
  observe(
    "rate_limit refuses requests over the limit, with the time to retry",
    site("rate-limit.localhost").with(
      rateLimit({ visitors: { key: "{remote_host}", window: "1m", events: 2 } }),
      respond("let through"),
    ),
    [{}, { status: 200 }],
    [{}, { status: 200 }],
    [{}, { status: 429, headers: { "retry-after": /^\d+$/ } }],
  ),
  observe(
    "cache repeats an answer without a request to the service",
    site("cache.localhost").with(cache({ ttl: "1m", name: "Kept" }), reverseProxy(upstreams(80))),
    [
      { path: "/data?size=9" },
      { status: 200, headers: { "cache-status": /^Kept; fwd=uri-miss; stored/ } },
    ],
    [{ path: "/data?size=9" }, { status: 200, headers: { "cache-status": /^Kept; hit/ } }],
  ),
  observe(
    "log writes the requests of a site, with added fields",
    site("log.localhost")
      .log({ output: "stdout", format: "json" })
      .with(logAppend("flavour", "{path}"), when("/silent", logSkip()), respond("logged")),
    [{ path: "/cone" }, { body: "logged" }],
    [{ path: "/silent" }, { body: "logged" }],
  ),
];

/** Sites of a service with two replicas. */
export const balanced: readonly Site[] = [
  site("round-robin.localhost").reverseProxy({
    to: upstreams(80),
    loadBalancing: { policy: "round_robin" },
  }),
  site("sticky.localhost").reverseProxy({
    to: upstreams(80),
    loadBalancing: { policy: { cookie: "seat", fallback: "round_robin" } },
  }),
];
