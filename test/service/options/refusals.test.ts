import { expect, test } from "vitest";
import { sentence } from "../../../components/schema/problems";
import { serviceProblems } from "../../../components/service/options/routing";

/** The problems of arguments with wrong types, as from a JavaScript program. */
const problems = (args: object) =>
  serviceProblems({
    hosts: ["shop.localhost"],
    ...args,
  } as Parameters<typeof serviceProblems>[0]).map(sentence);

test("every mistake in an option is reported, all at once", () => {
  expect(
    problems({
      rateLimit: { key: "", events: 0, window: "60" },
      cache: { ttl: "10", methods: [], exclude: ["live"], maxBodyBytes: 5000001, colour: "red" },
      basicAuth: { users: ["a:b"], rotation: -1 },
      forwardAuth: {
        ...{ to: "http://auth", uri: "verify", copyHeaders: ["Remote-*", "a b"] },
        ...{ loginAt: "sign_in", paths: ["/*", "oauth2"] },
      },
      compression: { formats: ["br"], minimumLength: 1.5 },
      securityHeaders: true,
      requestHeaders: { set: { "a b": "c" } },
      responseHeaders: { remove: ["a b"] },
      maxBodySize: "10",
      timeouts: { dail: "1s", read: "soon" },
      maintenance: { status: 200, allow: ["10.0.0.0/99"] },
      accessLog: { file: { path: "log", rollSize: "big" }, sampling: { first: 0 } },
    }),
  ).toMatchInlineSnapshot(`
    [
      "rateLimit.key must be a placeholder or another string, such as "{client_ip}", got "".",
      "rateLimit.events must be an integer of at least 1, got 0.",
      "rateLimit.window must be a duration with its unit, such as "30s" or "100ms", got "60".",
      "cache.ttl must be a duration with its unit, such as "30s" or "100ms", got "10".",
      "cache.methods must be an array such as ["GET", "HEAD"], got [].",
      "cache.exclude[0] must start with "/", such as "/api/*", got "live".",
      "cache.maxBodyBytes must be an integer from 1 to 5000000, got 5000001.",
      "cache.colour is not a setting of a cache. Known: exclude, headers, ignoreQuery, maxBodyBytes, methods, stale, ttl.",
      "basicAuth.users[0] must be a name of letters, digits and "_.@+-", a letter or digit first, got "a:b".",
      "basicAuth.rotation must be an integer of at least 0, got -1.",
      "forwardAuth.to must be host and port, such as "auth:9091", got "http://auth".",
      "forwardAuth.uri must start with "/", such as "/api/*", got "verify".",
      "forwardAuth.copyHeaders[0] must be the whole name of a header, such as "Remote-User": Caddy copies none by a pattern, got "Remote-*".",
      "forwardAuth.copyHeaders[1] must be the name of a header, such as "X-Api-Key", got "a b".",
      "forwardAuth.loginAt must be a path or a URL, such as "/oauth2/sign_in?rd={%uri}", got "sign_in".",
      "forwardAuth.paths[0] must leave paths for the service, such as "/oauth2/*", got "/*".",
      "forwardAuth.paths[1] must start with "/", such as "/api/*", got "oauth2".",
      "compression.formats[0] must be one of zstd, gzip, got "br".",
      "compression.minimumLength must be an integer of at least 0, got 1.5.",
      "securityHeaders must be an object with frameAncestors, hstsIncludeSubDomains, hstsMaxAge, referrerPolicy, removeServer, got true.",
      "requestHeaders.set["a b"] is not the name of a header; write it such as { "X-Robots-Tag": "noindex" }, got "c".",
      "responseHeaders.remove[0] must be the name of a header, such as "X-Api-Key", got "a b".",
      "maxBodySize must be a size with its unit, such as "10MB", got "10".",
      "timeouts.read must be a duration with its unit, such as "30s" or "100ms", got "soon".",
      "timeouts.read must be longer than 0s, got "soon".",
      "timeouts.dail is not a timeout. Did you mean dial? Known: dial, read, responseHeader, streamClose, write.",
      "maintenance.status must be an integer from 400 to 599, got 200.",
      "maintenance.allow[0] must be an IP address or a CIDR range, such as "10.0.0.0/8", got "10.0.0.0/99".",
      "accessLog.file.path must be an absolute path in the proxy's container, such as "/data/shop.log", got "log".",
      "accessLog.file.rollSize must be a size with its unit, such as "10MB", got "big".",
      "accessLog.sampling.first must be an integer of at least 1, got 0.",
    ]
  `);
});

test("every mistake in health, load balancing and canary is reported", () => {
  expect(
    problems({
      health: { path: "healthz", port: 0, interval: "often", fails: 0 },
      loadBalancing: { policy: "fastest", retries: { for: 5, methods: ["get"] } },
      canary: { weight: 101 },
      onlyRoutes: "yes",
      routes: {},
    }),
  ).toMatchInlineSnapshot(`
    [
      "health.path must start with "/", such as "/api/*", got "healthz".",
      "health.port must be an integer from 1 to 65535, got 0.",
      "health.interval must be a duration with its unit, such as "30s" or "100ms", got "often".",
      "health.interval must be longer than 0s, got "often".",
      "health.fails must be an integer of at least 1, got 0.",
      "loadBalancing.policy must be one of random, random_choose, round_robin, weighted_round_robin, least_conn, first, ip_hash, client_ip_hash, uri_hash, query, header, cookie, got "fastest".",
      "loadBalancing.retries.for must be a duration with its unit, such as "30s" or "100ms", got 5.",
      "loadBalancing.retries.methods[0] must be an HTTP verb in capitals, such as "GET", got "get".",
      "canary.weight must be an integer from 0 to 100, got 101.",
      "routes must be an array of routes, got {}.",
      "onlyRoutes must be true or false, got "yes".",
    ]
  `);
});

test("the address of a log's collector has one port, and TCP needs consent", () => {
  const logs = [
    { collector: { address: "logs:5140" } },
    { collector: { address: "udp/logs" } },
    { collector: { address: "udp/logs:5140-5150" } },
    { collector: { address: "udp/logs:99999" } },
    { collector: { address: "tcp/[fd00::1]:5140" } },
    { collector: { address: "udp/logs:5140" }, file: { path: "/data/a.log" } },
    { collector: { address: "tcp/[fd00::1]:5140", mayBlock: true } },
    { collector: { address: "udp/10.0.0.9:514" } },
  ];

  expect(
    problems({ routes: logs.map((accessLog, at) => ({ path: `/${at}`, accessLog })) }),
  ).toMatchInlineSnapshot(`
    [
      "routes[0].accessLog.collector.address must be protocol, host and port, such as "udp/logs.example.com:5140", got "logs:5140".",
      "routes[1].accessLog.collector.address must be protocol, host and port, such as "udp/logs.example.com:5140", got "udp/logs".",
      "routes[2].accessLog.collector.address must be protocol, host and port, such as "udp/logs.example.com:5140", got "udp/logs:5140-5150".",
      "routes[3].accessLog.collector.address must be protocol, host and port, such as "udp/logs.example.com:5140", got "udp/logs:99999".",
      "routes[4].accessLog.collector.address must start with udp/: over TCP, a collector that stops reading or disappears stops all requests that are logged. Where that is fine, write mayBlock: true, got "tcp/[fd00::1]:5140".",
      "routes[5].accessLog.collector must not stand beside file; drop one, got {"address":"udp/logs:5140"}.",
    ]
  `);
});

test("a login that leads back to the auth service, and paths that are taken, are refused", () => {
  const oauth2 = { to: "oauth2:4180", uri: "/oauth2/auth" };

  expect(
    problems({
      forwardAuth: { ...oauth2, loginAt: "/oauth2/sign_in?rd={%uri}" },
      routes: [
        { path: "/admin/*", forwardAuth: { ...oauth2, paths: ["/admin/oauth2/*"] } },
        { path: "/api/*", forwardAuth: { ...oauth2, to: "b:80", paths: ["/admin/oauth2/*"] } },
        { path: "/admin/oauth2/start" },
      ],
    }),
  ).toMatchInlineSnapshot(`
    [
      "forwardAuth.loginAt must be one of paths, got "/oauth2/sign_in?rd={%uri}": the auth service would answer 401 there, too. Write paths: ["/oauth2/*"].",
      "routes[1].forwardAuth.paths[0] must not be a path of another auth service, got "/admin/oauth2/*", which leads to oauth2:4180.",
      "routes[2] can never run, since forwardAuth.paths has /admin/oauth2/*, which leads to the auth service. Drop one of them.",
      "routes[2] can never run, since routes[0] takes all of its requests. Write it before routes[0], or drop it.",
    ]
  `);
  expect(
    problems({
      forwardAuth: { ...oauth2, loginAt: "/login" },
      routes: [{ path: "/login", without: ["forwardAuth"] }],
    }),
  ).toEqual([]);
});

test("a policy needs its settings, and no others", () => {
  expect(problems({ loadBalancing: { policy: "header" } })).toMatchInlineSnapshot(`
    [
      "loadBalancing.key is needed by the policy header, got nothing.",
    ]
  `);
  expect(problems({ loadBalancing: { policy: "weighted_round_robin" } })).toMatchInlineSnapshot(`
    [
      "loadBalancing.weights is needed by the policy weighted_round_robin, got nothing.",
    ]
  `);
  expect(
    problems({ loadBalancing: { key: "lb", choices: 3, weights: [0], maxAge: "1h" } }),
  ).toMatchInlineSnapshot(`
    [
      "loadBalancing.key is only for the policy query, header, cookie, which is random here, got "lb".",
      "loadBalancing.choices is only for the policy random_choose, which is random here, got 3.",
      "loadBalancing.weights is only for the policy weighted_round_robin, which is random here, got [0].",
      "loadBalancing.maxAge is only for the policy cookie, which is random here, got "1h".",
      "loadBalancing.weights must not all be 0, got [0].",
    ]
  `);
});

test("weights must cover all replicas, and a canary allows no other policy", () => {
  const weights = { policy: "weighted_round_robin", weights: [1, 2, 3] };

  expect(
    problems({ replicas: 2, loadBalancing: weights, canary: { weight: 10 } }),
  ).toMatchInlineSnapshot(`
    [
      "loadBalancing.policy must be cookie, header or query beside canary, got "weighted_round_robin". Caddy has one policy, and that of a canary goes by weights.",
      "loadBalancing.weights must have one weight a replica, 2, got 3.",
    ]
  `);
});

test("every mistake in a route is reported", () => {
  expect(
    problems({
      routes: [
        { cache: { ttl: "1m" } },
        { path: "api/*", methods: ["get"], clientAddresses: ["10.0.0.0/99"], hosts: ["A.com"] },
        { path: "/a", stripPrefix: true },
        { path: "/b", redirect: { to: "/c" }, respond: { status: 200 }, rewrite: "/d", port: 80 },
        { path: "/e", redirect: { to: "", status: 300 }, respond: { status: 100, body: "" } },
        { path: "/f", headers: { "a b": "c" }, query: { "a=b": "c" }, without: ["caching"] },
        { path: "/g", pth: "/h" },
      ],
    }),
  ).toMatchInlineSnapshot(`
    [
      "routes[0].path is needed where the route has no other condition; what holds for all requests belongs to the service, got nothing.",
      "routes[1].path must start with "/", such as "/api/*", got "api/*".",
      "routes[1].methods[0] must be an HTTP verb in capitals, such as "GET", got "get".",
      "routes[1].clientAddresses[0] must be an IP address or a CIDR range, such as "10.0.0.0/8", got "10.0.0.0/99".",
      "routes[1].hosts[0] has capitals; write "a.com", got "A.com".",
      "routes[2].path must be a fixed beginning and "*" beside stripPrefix, such as "/api/*", got "/a".",
      "routes[3].respond must not stand beside redirect; drop one, got {"status":200}.",
      "routes[3].rewrite means nothing beside redirect, since no request reaches the service; drop it, got "/d".",
      "routes[3].port means nothing beside redirect, since no request reaches the service; drop it, got 80.",
      "routes[4].redirect.to must be an address or a path, such as "https://example.com{uri}", got "".",
      "routes[4].redirect.status must be 301, 302, 303, 307 or 308, got 300.",
      "routes[4].respond.status must be an integer from 200 to 599, got 100.",
      "routes[4].respond.body must be a non-empty string, got "".",
      "routes[5].headers["a b"] is not the name of a header; write it such as { "X-Beta": "1" }, got "c".",
      "routes[5].query.a=b is not the name of a parameter; write it such as { debug: "1" }, got "c".",
      "routes[5].without[0] must be one of rateLimit, cache, basicAuth, forwardAuth, compression, securityHeaders, requestHeaders, responseHeaders, maxBodySize, timeouts, maintenance, accessLog, got "caching".",
      "routes[6].pth is not a setting of a route. Did you mean path? Known: accessLog, basicAuth, cache, clientAddresses, compression, forwardAuth, headers, hosts, maintenance, maxBodySize, methods, path, port, query, rateLimit, redirect, requestHeaders, respond, responseHeaders, rewrite, securityHeaders, stripPrefix, timeouts, without.",
    ]
  `);
});

test("routes must fit together, and fit the service", () => {
  expect(
    problems({
      hosts: ["shop.localhost", "*.shop.localhost"],
      basicAuth: { users: ["ops"] },
      routes: [
        { path: "/API/*" },
        { path: "/api/v2/*", methods: ["GET"] },
        { path: "/api/*" },
        { hosts: ["a.shop.localhost", "other.localhost"] },
        { path: "/static/*", cache: { ttl: "1m" } },
        { path: "/free/*", cache: { ttl: "1m" }, without: ["basicAuth"] },
      ],
    }),
  ).toMatchInlineSnapshot(`
    [
      "routes[4].cache must not keep answers for users whom basicAuth tells apart, since one would get another's. Write cache.headers: ["Authorization"], or without: ["cache"] for a route.",
      "routes[1] can never run, since routes[0] takes all of its requests. Write it before routes[0], or drop it.",
      "routes[2] can never run, since routes[0] takes all of its requests. Write it before routes[0], or drop it.",
      "routes[3].hosts must be hosts of the service, got "other.localhost". The service has "shop.localhost", "*.shop.localhost".",
    ]
  `);
  expect(problems({ onlyRoutes: true, routes: [] })).toMatchInlineSnapshot(`
    [
      "onlyRoutes must have routes beside it, got none. Write routes: [{ path }].",
    ]
  `);
  expect(
    problems({ forwardAuth: { to: "auth:80", uri: "/" }, cache: { ttl: "1m" } }),
  ).toMatchInlineSnapshot(`
    [
      "cache must not keep answers for users whom forwardAuth tells apart, since one would get another's. Write cache.headers: ["Cookie"], or without: ["cache"] for a route.",
    ]
  `);
});
