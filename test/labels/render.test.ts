import { describe, expect, test } from "vitest";
import {
  globalOption,
  LabelError,
  renderLabels,
  respond,
  reverseProxy,
  site,
  tlsInternal,
  UpstreamScheme,
  upstreams,
} from "../../components/labels";

const shop = site(["shop.localhost"], reverseProxy(upstreams(80)), tlsInternal());

describe("renderLabels", () => {
  test("gives one site the bare prefix", () => {
    expect(renderLabels({ sites: [shop] })).toEqual({
      caddy: "shop.localhost",
      "caddy.reverse_proxy": "{{upstreams 80}}",
      "caddy.tls": "internal",
    });
  });

  test("numbers several sites", () => {
    expect(renderLabels({ sites: [shop, site(["b.localhost"], respond(404))] })).toEqual({
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

  test("numbers a directive that stands twice", () => {
    const twice = site(["a.localhost"], respond(404), respond(500));

    expect(renderLabels({ sites: [twice] })).toEqual({
      caddy: "a.localhost",
      "caddy.respond_0": "404",
      "caddy.respond_1": "500",
    });
  });

  test("sorts its labels and the hosts of a site", () => {
    const two = site(["b.localhost", "a.localhost"], tlsInternal(), reverseProxy("app:80"));

    expect(Object.entries(renderLabels({ sites: [two] }))).toEqual([
      ["caddy", "a.localhost b.localhost"],
      ["caddy.reverse_proxy", "app:80"],
      ["caddy.tls", "internal"],
    ]);
  });

  test("speaks to an upstream in another scheme", () => {
    const grpc = site(["a.localhost"], reverseProxy(upstreams(50051, UpstreamScheme.H2c)));

    expect(renderLabels({ sites: [grpc] })["caddy.reverse_proxy"]).toBe("{{upstreams h2c 50051}}");
  });

  test("refuses a site without a directive, which would break its neighbour", () => {
    expect(() => renderLabels({ sites: [site(["a.localhost"])] })).toThrow(
      new LabelError(
        'site "a.localhost" has no directive, and the plugin would drop the site that comes ' +
          "after it. Give it a route.",
      ),
    );
  });

  test("refuses a value that no label can carry", () => {
    expect(() => renderLabels({ global: [globalOption("email", "}")] })).toThrow(
      new LabelError('label caddy.email: "}" is a lone brace, which opens or closes a block.'),
    );
  });
});
