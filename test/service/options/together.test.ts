import { describe, expect, test } from "vitest";
import { checkBeside, checkProgram, checkRouting, IMAGE_MODULES } from "../../../components/labels";
import type { ServiceRouting } from "../../../components/service/options/routing";
import { serviceCredentials, serviceSites } from "../../../components/service/options/sites";
import { plain, shop } from "./backend";

const container = (name: string, options: Partial<ServiceRouting>) => ({
  name,
  routing: { sites: serviceSites(shop({ name, ...options }), plain) },
});
const all = { modules: IMAGE_MODULES };

describe("services on one host", () => {
  const rest = container("shop", { basicAuth: { users: ["ops"] }, accessLog: {} });

  test("share it by path, with any options of the service for the other paths", () => {
    const api = container("api", {
      onlyRoutes: true,
      routes: [{ path: "/api/*" }],
      accessLog: { redact: { query: ["token"] } },
    });
    const static_ = container("static", { onlyRoutes: true, routes: [{ path: "/static/*" }] });

    expect(checkProgram([rest, api, static_], all)).toEqual([]);
    expect(checkBeside(static_, [rest, api])).toEqual([]);
  });

  test("must not claim the same path", () => {
    const first = container("one", { onlyRoutes: true, routes: [{ path: "/api/*" }] });
    const second = container("two", {
      onlyRoutes: true,
      routes: [{ path: "/api/*", cache: { ttl: "1m" } }],
    });

    expect(checkBeside(second, [first])).toEqual([
      'containers "one" and "two": site "shop.localhost" has path /api/* claimed by both services. ' +
        "Give them different matchers, or declare them replicas of one service.",
    ]);
  });

  test("must not both claim the other paths in any way", () => {
    expect(checkBeside(container("other", {}), [rest])).toEqual([
      'containers "shop" and "other": site "shop.localhost" has every request claimed by both ' +
        "services. Give them different matchers, or declare them replicas of one service.",
    ]);
  });
});

test("a rate limit or a cache without its module is refused, with the feature and the fix", () => {
  const { routing } = container("shop", {
    routes: [
      { path: "/api/*", rateLimit: { events: 1, window: "1s" } },
      { path: "/static/*", cache: { ttl: "1m" } },
    ],
  });

  expect(checkRouting(routing)).toEqual([
    'site "shop.localhost": handle[0].rate_limit needs the module http.handlers.rate_limit, which ' +
      "the proxy's image lacks. Take an image that has it, and list it among the proxy's modules: " +
      '["http.handlers.rate_limit"].',
    'site "shop.localhost": handle[1].route.bounded_cache needs the module ' +
      "http.handlers.bounded_cache, which the proxy's image lacks. Take an image that has it, such as " +
      "a BuiltCaddyImage (http.handlers.cache alone has no bounds), and list it among the proxy's " +
      'modules: ["http.handlers.bounded_cache"].',
  ]);
});

test("a password is generated once for any number of routes", () => {
  const basicAuth = { users: ["ops"] };
  const routes = [
    { path: "/a", basicAuth: { users: ["ops", "dev"] } },
    { path: "/b", basicAuth: { users: ["ops"], rotation: 1 } },
  ];

  expect(serviceCredentials({ basicAuth, routes })).toEqual([
    { user: "ops", rotation: 0 },
    { user: "dev", rotation: 0 },
    { user: "ops", rotation: 1 },
  ]);
});

test("a service without hosts has no site", () => {
  expect(serviceSites(shop({ hosts: [] }), plain)).toEqual([]);
});
