import { describe, expect, test } from "vitest";
import {
  hasTemplate,
  leadingTo,
  releaseFile,
  releaseUpstream,
  userFile,
  userHash,
} from "../../../components/caddy/routing/upstream-files";
import {
  directive,
  renderLabels,
  reverseProxy,
  type Site,
  site,
  template,
  UpstreamScheme,
  upstreams,
} from "../../../components/labels";

const FILES = ["shop/1", "shop/2"];
const ONE = "{file./config/gatehouse/shop/1}.proxy_net";
const TWO = "{file./config/gatehouse/shop/2}.proxy_net";

const atReleases = (given: Site, files: readonly string[]) =>
  leadingTo(given, (port) => files.map((file) => releaseUpstream(file, "proxy_net", port)));
const labels = (given: Site, files = FILES) =>
  renderLabels({ sites: [atReleases(given, files)] }, "caddy", {});

describe("a site at release files", () => {
  test("has one for each replica in place of the container's own addresses", () => {
    expect(labels(site("shop.localhost", reverseProxy(upstreams(8080))))).toEqual({
      caddy: "shop.localhost",
      "caddy.reverse_proxy": `${ONE}:8080 ${TWO}:8080`,
      "caddy.reverse_proxy.lb_try_duration": "5s",
      "caddy.reverse_proxy.lb_try_interval": "20ms",
    });
  });

  test("has them in nested blocks, with their matchers", () => {
    const given = site("shop.localhost").handle("/api/*", reverseProxy(upstreams(8080)));

    expect(labels(given, ["shop/1"])).toEqual({
      caddy: "shop.localhost",
      "caddy.handle": "/api/*",
      "caddy.handle.reverse_proxy": `${ONE}:8080`,
      "caddy.handle.reverse_proxy.lb_try_duration": "5s",
      "caddy.handle.reverse_proxy.lb_try_interval": "20ms",
    });
  });

  test.each([
    [UpstreamScheme.Https, "443", { "caddy.reverse_proxy.transport.tls": "" }],
    [UpstreamScheme.H2c, "80", { "caddy.reverse_proxy.transport.versions": "h2c 2" }],
    [UpstreamScheme.Http, "80", {}],
  ])("uses %s in the transport, on that scheme's port", (scheme, port, transport) => {
    const spoken =
      Object.keys(transport).length > 0 ? { "caddy.reverse_proxy.transport": "http" } : {};

    expect(
      labels(site("a.localhost", reverseProxy(upstreams(undefined, scheme))), ["shop/1"]),
    ).toEqual({
      caddy: "a.localhost",
      "caddy.reverse_proxy": `${ONE}:${port}`,
      "caddy.reverse_proxy.lb_try_duration": "5s",
      "caddy.reverse_proxy.lb_try_interval": "20ms",
      ...spoken,
      ...transport,
    });
  });

  test("keeps existing settings of the transport and the retries", () => {
    const to = upstreams(8443, UpstreamScheme.Https);
    const given = reverseProxy({
      to,
      transport: { dialTimeout: "500ms" },
      loadBalancing: { tryDuration: "1s" },
    });

    expect(labels(site("a.localhost", given), ["shop/1"])).toEqual({
      caddy: "a.localhost",
      "caddy.reverse_proxy": `${ONE}:8443`,
      "caddy.reverse_proxy.lb_try_duration": "1s",
      "caddy.reverse_proxy.transport": "http",
      "caddy.reverse_proxy.transport.dial_timeout": "500ms",
      "caddy.reverse_proxy.transport.tls": "",
    });
  });

  test.each(["reverse_proxy", "forward_auth", "php_fastcgi"])(
    "has them in the block of %s as among its arguments",
    (name) => {
      const to = upstreams(8443, name === "php_fastcgi" ? undefined : UpstreamScheme.Https);
      const uri = name === "forward_auth" ? [directive("uri", ["/check"])] : [];
      const below = site("a.localhost", directive(name, [], [directive("to", [to]), ...uri]));
      const beside = labels(site("a.localhost", directive(name, [to], uri)));
      const { [`caddy.${name}`]: args, ...others } = beside;

      expect(args).toBe(`${ONE}:8443 ${TWO}:8443`);
      expect(others).toMatchObject({
        [`caddy.${name}.lb_try_duration`]: "5s",
        ...(name === "php_fastcgi" ? {} : { [`caddy.${name}.transport.tls`]: "" }),
      });
      expect(labels(below)).toEqual({ ...others, [`caddy.${name}.to`]: args });
    },
  );

  test("has none in a block that others replace", () => {
    const given = directive("reverse_proxy", [], [directive("to", [upstreams(80)])]);
    const dynamic = (port: string) => [directive("dynamic", ["a", "shop", port])];

    expect(
      renderLabels({ sites: [leadingTo(site("a.localhost", given), () => [], dynamic)] }),
    ).toEqual({
      caddy: "a.localhost",
      "caddy.reverse_proxy.dynamic": "a shop 80",
      "caddy.reverse_proxy.lb_try_duration": "5s",
      "caddy.reverse_proxy.lb_try_interval": "20ms",
    });
  });

  test("leaves other upstreams alone", () => {
    const given = site("a.localhost", reverseProxy("db:5432")).respond("hi");

    expect(atReleases(given, FILES)).toEqual(site("a.localhost", ...given.directives));
  });
});

describe("a template", () => {
  test("stays unless it stands only for the container's addresses", () => {
    const named = site("a.localhost", directive("respond", [template("index .Names 0")]));
    const inside = site("a.localhost").handle("/a", directive("vars", ["name", template(".ID")]));
    const own = site("a.localhost", reverseProxy(upstreams(80)));

    expect([named, inside, own].map((each) => hasTemplate(atReleases(each, [])))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("the files of a route", () => {
  test("are named by service and replica", () => {
    expect([releaseFile("shop", 1), releaseFile("shop", 2), releaseFile("shop/eu", 1)]).toEqual([
      "shop/1",
      "shop/2",
      "shop%2Feu/1",
    ]);
  });

  test("are read by the proxy for each request", () => {
    expect(releaseUpstream("shop/1", "proxy_net", 8080)).toBe(`${ONE}:8080`);
  });

  test("differ for each user and rotation of a password", () => {
    const file = userFile("shop/eu", { user: "ops", rotation: 2 });

    expect(file).toBe("shop%2Feu/users/ops-2");
    expect(userHash(file)).toBe("{file./config/gatehouse/shop%2Feu/users/ops-2}");
  });
});
