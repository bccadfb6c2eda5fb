import { describe, expect, test } from "vitest";
import {
  directive,
  globalOption,
  internal,
  LabelError,
  renderLabels,
  respond,
  reverseProxy,
  site,
  tls,
  UpstreamScheme,
  upstreams,
} from "../../components/labels";

const shop = site("shop.localhost").reverseProxy(upstreams(80)).tls(internal());

describe("renderLabels", () => {
  test("gives one site the bare prefix", () => {
    expect(renderLabels({ sites: [shop] })).toEqual({
      caddy: "shop.localhost",
      "caddy.reverse_proxy": "{{upstreams 80}}",
      "caddy.tls": "internal",
    });
  });

  test("numbers several sites", () => {
    expect(renderLabels({ sites: [shop, site("b.localhost").respond(404)] })).toEqual({
      caddy_0: "shop.localhost",
      "caddy_0.reverse_proxy": "{{upstreams 80}}",
      "caddy_0.tls": "internal",
      caddy_1: "b.localhost",
      "caddy_1.respond": "404",
    });
  });

  test("numbers a site beside global options, which own the bare prefix", () => {
    const global = [globalOption("email", "ops@example.com")];

    expect(renderLabels({ global, sites: [shop] }, "edge")).toEqual({
      "edge.email": "ops@example.com",
      edge_0: "shop.localhost",
      "edge_0.reverse_proxy": "{{upstreams 80}}",
      "edge_0.tls": "internal",
    });
  });

  test("sorts its labels and the hosts of a site", () => {
    const two = site(["b.localhost", "a.localhost"], tls(internal()), reverseProxy("app:80"));

    expect(Object.entries(renderLabels({ sites: [two] }))).toEqual([
      ["caddy", "a.localhost b.localhost"],
      ["caddy.reverse_proxy.to", "app:80"],
      ["caddy.tls", "internal"],
    ]);
  });

  test("speaks to an upstream in another scheme", () => {
    const grpc = site("a.localhost").reverseProxy(upstreams(50051, UpstreamScheme.H2c));

    expect(renderLabels({ sites: [grpc] })["caddy.reverse_proxy"]).toBe("{{upstreams h2c 50051}}");
  });

  test("keeps names that look like order prefixes, isolation suffixes or paths", () => {
    const users = ["bob.smith", "bob_1", "200_ok"].map((name) => directive(name, ["x"]));
    const labels = renderLabels({ sites: [site("a.localhost", directive("vars", [], users))] });

    expect(labels).toEqual({
      caddy: "a.localhost",
      "caddy.vars.bob\\.smith": "x",
      "caddy.vars.bob_1_0": "x",
      "caddy.vars.0_200_ok": "x",
    });
  });

  test("leaves a value as it was when another is made from it", () => {
    const before = JSON.stringify(shop);
    shop.respond(404);

    expect(JSON.stringify(shop)).toBe(before);
  });

  test("throws every problem of a routing at once", () => {
    const sites = [site("a.localhost"), site("b.localhost/x", respond("}"))];

    expect(() => renderLabels({ sites })).toThrow(
      new LabelError([
        'site "a.localhost": has no directive, and the plugin would drop the site after it. ' +
          "Give it one.",
        'site "b.localhost/x": address "b.localhost/x" has a path, which sites of other ' +
          'containers would not share; write "b.localhost" and handle("/…", …).',
        'site "b.localhost/x": respond "}" is a lone brace, which opens or closes a block.',
      ]),
    );
  });
});
