import { expect, test } from "vitest";
import {
  buildEnv,
  encode,
  handle,
  header,
  importSnippet,
  join,
  outlineRoutes,
  respond,
  reverseProxy,
  route,
  site,
  snippet,
  upstreams,
  when,
} from "../../components/labels";

test("a site without a directive that answers is a route", () => {
  expect(outlineRoutes({ sites: [site("a.localhost", encode())] })).toEqual([
    { host: "a.localhost", path: "*", features: ["encode"] },
  ]);
});

test("each address and each directive that answers is a route, with what all have in common", () => {
  const sites = [
    site(["a.localhost", join("b.", buildEnv("DOMAIN"))])
      .handle({ path: ["/x", "/y/*"], method: "POST" }, respond("no", { status: 405 }))
      .handle(reverseProxy(upstreams(80)))
      .import(snippet("secure", header({ set: { A: "b" } }))),
  ];
  const of = (host: string) => [
    { host, path: "/x /y/*, method POST", features: ["import secure", "respond"] },
    { host, path: "*", features: ["import secure"] },
  ];

  expect(outlineRoutes({ sites })).toEqual([...of("a.localhost"), ...of("b.{$DOMAIN}")]);
});

test("conditions of conditions are in their order, and those of features with these", () => {
  const inner = handle("/v1/*", reverseProxy("api:80"));
  const outer = route("/api/*", when("/api/static/*", header({ set: { A: "b" } })), inner);
  const quiet = route(header({ set: { C: "d" } }));

  expect(outlineRoutes({ sites: [site("a.localhost", outer, quiet)] })).toEqual([
    {
      host: "a.localhost",
      path: "/api/* > /v1/*",
      features: ["header", "header /api/static/*"],
    },
  ]);
});

test("what has no sites has no routes", () => {
  expect(outlineRoutes({ snippets: [snippet("secure", importSnippet(snippet("a")))] })).toEqual([]);
});
