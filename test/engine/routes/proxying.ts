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

/** Servers inside the proxy's container for the routes below, on ports that are not published. */
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

/** Routes by what lies between the entry point and the service. */
export const proxying: readonly Route[] = [
  observe(
    "reverse_proxy changes header fields on the way up and down",
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
    "retries go on to an upstream that is there",
    site("retries.localhost").reverseProxy({
      to: ["localhost:1", "localhost:9080"],
      loadBalancing: { policy: "first", retries: 2, tryInterval: "20ms" },
      passiveHealth: { failDuration: "10s" },
    }),
    [{}, { status: 200, body: "the living one" }],
  ),
  observe(
    "an active health check takes a service out that does not answer as it should",
    site("unhealthy.localhost").reverseProxy({
      to: upstreams(80),
      health: { uri: "/health", interval: "100ms", status: 204 },
    }),
    [{}, { status: 503 }],
  ),
  observe(
    "an active health check leaves a healthy service in",
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
    "an upstream is looked up in DNS for each request",
    site("dynamic.localhost").reverseProxy({
      dynamic: { a: "localhost", port: 9080, versions: ["ipv4"] },
    }),
    [{}, { status: 200, body: "the living one" }],
  ),
  observe(
    "the transport speaks TLS to a service that wants it",
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
    "handle_response puts an answer in place of the service's",
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
    "forward_auth asks another service who may pass",
    site("forward-auth.localhost").with(
      forwardAuth({ to: "localhost:9401", uri: "/verify", copyHeaders: ["Remote-User"] }),
      reverseProxy(upstreams(80)),
    ),
    [{}, { status: 401, body: "who are you?" }],
    [{ headers: { Authorization: "Bearer good" } }, { status: 200, body: "Remote-User: bob" }],
  ),
  observe(
    "rate_limit refuses what is too much, and says when to come again",
    site("rate-limit.localhost").with(
      rateLimit({ visitors: { key: "{remote_host}", window: "1m", events: 2 } }),
      respond("let through"),
    ),
    [{}, { status: 200 }],
    [{}, { status: 200 }],
    [{}, { status: 429, headers: { "retry-after": /^\d+$/ } }],
  ),
  observe(
    "cache gives an answer again without asking the service",
    site("cache.localhost").with(cache({ ttl: "1m", name: "Kept" }), reverseProxy(upstreams(80))),
    [
      { path: "/data?size=9" },
      { status: 200, headers: { "cache-status": /^Kept; fwd=uri-miss; stored/ } },
    ],
    [{ path: "/data?size=9" }, { status: 200, headers: { "cache-status": /^Kept; hit/ } }],
  ),
  observe(
    "log writes the requests of a site, with fields of its own",
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
