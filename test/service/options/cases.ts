import { TlsMode } from "../../../components/caddy/tls/tls-mode";
import type { Backend } from "../../../components/service/options/backend";
import { CompressionFormat } from "../../../components/service/options/compression";
import { CertificateField } from "../../../components/service/options/identity";
import { LoadBalancingPolicy } from "../../../components/service/options/load-balancing";
import { ProxyProtocol } from "../../../components/service/options/proxy-protocol";
import { RateLimitKey } from "../../../components/service/options/rate-limit";
import { RouteOption } from "../../../components/service/options/route-options";
import type { ServiceRouting } from "../../../components/service/options/routing";
import { held, plain, shop } from "./backend";

/** A service's options; the folder `golden` has the Caddyfile that they give. */
export interface Case {
  readonly title: string;
  readonly routing: ServiceRouting;
  readonly backend: Backend;
}

const asked = (title: string, options: Partial<ServiceRouting>, backend = plain): Case => ({
  title,
  routing: shop(options),
  backend,
});

const balanced = (
  policy: LoadBalancingPolicy,
  options: ServiceRouting["loadBalancing"] = {},
): Case =>
  asked(
    `policy ${policy.replaceAll("_", " ")}`,
    { loadBalancing: { policy, ...options } },
    held(2),
  );

/** Every case. */
export const cases: readonly Case[] = [
  asked("a service that asks for nothing", {}),
  asked("limit, cache and password by path", {
    health: { path: "/healthz" },
    routes: [
      { path: "/api/*", rateLimit: { key: "{remote_host}", events: 100, window: "1m" } },
      { path: "/static/*", cache: { ttl: "10m" } },
      { path: "/admin/*", basicAuth: { users: ["ops"] } },
    ],
  }),
  asked("names in files of the proxy", {}, held(1)),
  asked("several containers", {}, held(2)),
  asked("rate limits of a service and of a route", {
    rateLimit: { events: 1000, window: "1m" },
    routes: [
      { path: "/login", methods: ["POST"], rateLimit: { events: 5, window: "1m" } },
      { path: "/search", rateLimit: { key: RateLimitKey.Everybody, events: 50, window: "1s" } },
      { path: "/free/*", without: [RouteOption.RateLimit] },
    ],
  }),
  asked("every setting of a cache", {
    cache: {
      ttl: "10m",
      stale: "1h",
      methods: ["GET"],
      exclude: ["/live/*", "/cart.json"],
      headers: ["Accept-Language"],
      ignoreQuery: true,
      maxBodyBytes: 1_000_000,
    },
  }),
  asked("basic auth with a realm", { basicAuth: { users: ["ops", "dev"], realm: "staff only" } }),
  asked("forward auth", {
    forwardAuth: { to: "auth:9091", uri: "/api/verify", copyHeaders: ["Remote-User"] },
  }),
  asked("forward auth that routes leave out", {
    forwardAuth: {
      to: "auth:9091",
      uri: "/api/verify",
      copyHeaders: ["Remote-User", "Remote-Groups", "Authorization"],
    },
    routes: [
      { path: "/health", without: [RouteOption.ForwardAuth] },
      {
        path: "/guest/*",
        without: [RouteOption.ForwardAuth],
        requestHeaders: { set: { "Remote-User": "guest" } },
      },
      { path: "/admin/*", forwardAuth: { to: "ops:80", uri: "/", copyHeaders: ["X-Operator"] } },
      { path: "/gone", without: [RouteOption.ForwardAuth], respond: { status: 410 } },
    ],
  }),
  asked("forward auth with a login on the same host", {
    forwardAuth: {
      to: "oauth2-proxy:4180",
      uri: "/oauth2/auth",
      copyHeaders: ["X-Auth-Request-User"],
      loginAt: "/oauth2/sign_in?rd={%uri}",
      paths: ["/oauth2/*"],
    },
    rateLimit: { events: 100, window: "1m" },
    requestHeaders: { set: { "X-Tenant": "shop" } },
  }),
  asked("forward auth of a route", {
    hosts: ["shop.localhost", "www.shop.localhost"],
    routes: [
      {
        path: "/admin/*",
        hosts: ["shop.localhost"],
        forwardAuth: {
          to: "outpost:9000",
          uri: "/outpost.goauthentik.io/auth/caddy",
          copyHeaders: ["X-Authentik-Username"],
          paths: ["/outpost.goauthentik.io/*"],
        },
      },
    ],
  }),
  asked("a cache behind a password", {
    basicAuth: { users: ["ops"] },
    cache: { ttl: "1m", headers: ["Authorization"] },
  }),
  asked("compression", { compression: {} }),
  asked("compression in one format", {
    compression: { formats: [CompressionFormat.Gzip], minimumLength: 1000 },
  }),
  asked("security headers", { securityHeaders: {} }),
  asked("security headers over plain http", { securityHeaders: {}, tls: TlsMode.Off }),
  asked("every setting of the security headers", {
    securityHeaders: {
      hstsMaxAge: 600,
      hstsIncludeSubDomains: true,
      frameAncestors: "'self' https://example.com",
      referrerPolicy: "no-referrer",
      removeServer: true,
    },
    responseHeaders: { set: { "X-Robots-Tag": "noindex" }, remove: ["X-Powered-By"] },
  }),
  asked("changes of header fields", {
    requestHeaders: { set: { "X-Tenant": "shop" }, remove: ["Cookie"] },
    responseHeaders: { add: { Link: "</a.css>; rel=preload" } },
  }),
  asked("the identity of clients that may have a certificate", {
    identity: { headers: { "X-Client": CertificateField.Subject }, optional: true },
    forwardAuth: { to: "auth:9091", uri: "/api/verify" },
    routes: [
      { path: "/api/*", requestHeaders: { set: { "X-Api": "1" } } },
      { path: "/old", redirect: { to: "/new" } },
    ],
  }),
  asked("the identity of clients with a certificate", {
    identity: {
      headers: { "X-Client": CertificateField.Subject, "X-Cert": CertificateField.Certificate },
      optional: false,
    },
  }),
  asked("the PROXY protocol to a service", { proxyProtocol: ProxyProtocol.V2 }),
  asked("a limit of bodies", { maxBodySize: "10MB" }),
  asked("timeouts", {
    timeouts: { dial: "1s", responseHeader: "30s", read: "10s", write: "20s", streamClose: "1h" },
  }),
  asked("maintenance", { maintenance: {} }),
  asked("maintenance with exceptions", {
    health: { path: "/healthz" },
    maintenance: {
      body: "<h1>Back at noon</h1>",
      contentType: "text/html; charset=utf-8",
      retryAfter: 3600,
      allow: ["10.0.0.0/8", "192.0.2.7"],
    },
    rateLimit: { events: 10, window: "1s" },
    securityHeaders: {},
  }),
  asked("access log", { accessLog: {} }),
  asked("access log at a collector", {
    accessLog: { collector: { address: "udp/logs.example.com:5140" } },
  }),
  asked("access logs of a service and of a route", {
    accessLog: { redact: { query: ["token", "key"], requestHeaders: ["x-api-key"] } },
    routes: [
      {
        path: "/api/*",
        accessLog: {
          file: { path: "/data/api.log", rollSize: "10MB", rollKeep: 5, rollKeepFor: "48h" },
          sampling: { first: 10 },
          redact: { responseHeaders: ["ETag"] },
        },
      },
      { path: "/ping", without: [RouteOption.AccessLog] },
    ],
  }),
  asked("routes by everything", {
    hosts: ["shop.localhost", "www.shop.localhost"],
    routes: [
      { path: "/old/*", redirect: { to: "https://shop.localhost{uri}", status: 308 } },
      { path: "/robots.txt", respond: { body: "User-agent: *" } },
      { path: "/gone", respond: { status: 410 } },
      { hosts: ["www.shop.localhost"], redirect: { to: "https://shop.localhost{uri}" } },
      { path: "/api/*", stripPrefix: true },
      { path: "/v1/*", stripPrefix: true, rewrite: "/v2{uri}", port: 9090 },
      { headers: { "X-Beta": "1" }, query: { debug: "*" }, port: 9091 },
      { methods: ["DELETE"], clientAddresses: ["10.0.0.0/8"] },
    ],
  }),
  asked("routes that Caddy would sort otherwise", {
    routes: [
      { path: "/api/*", methods: ["POST"], maxBodySize: "1MB" },
      { path: "/api/upload/*", maxBodySize: "1GB" },
    ],
  }),
  asked("a redirect behind a password", {
    routes: [{ path: "/a", redirect: { to: "/b" }, basicAuth: { users: ["ops"] } }],
  }),
  asked("only its routes", { onlyRoutes: true, routes: [{ path: "/api/*" }] }),
  asked("a health check on another port", {
    port: 8080,
    health: { path: "/ready", port: 9000, interval: "10s", timeout: "1s", status: 204, passes: 2 },
    routes: [{ path: "/admin/*", port: 8081 }],
  }),
  ...Object.values(LoadBalancingPolicy).map((policy) => {
    if (policy === "weighted_round_robin") return balanced(policy, { weights: [3, 1] });
    if (policy === "random_choose") return balanced(policy, { choices: 3 });
    if (policy === "cookie") return balanced(policy, { maxAge: "1h" });
    return balanced(policy, /query|header/.test(policy) ? { key: "tenant" } : {});
  }),
  asked("retries and failures", {
    loadBalancing: {
      retries: { for: "10s", interval: "50ms", methods: ["GET", "POST"], bufferSize: "1MB" },
      passiveHealth: {
        failDuration: "1s",
        maxFails: 3,
        unhealthyStatus: [502],
        unhealthyLatency: "2s",
      },
    },
  }),
  asked("a canary", { canary: { weight: 10 } }, held(2, 1)),
  asked(
    "a sticky canary",
    {
      canary: { weight: 25 },
      loadBalancing: { policy: LoadBalancingPolicy.Cookie, key: "release" },
    },
    held(1, 1),
  ),
  asked("a canary that gets nothing yet", { canary: { weight: 0 } }, held(3, 2)),
];
