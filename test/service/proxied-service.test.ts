import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  LabelsOn,
  ProxiedService,
  type ProxiedServiceArgs,
  ProxyNetwork,
  TlsMode,
} from "../../components";
import { cache, files, respond, reverseProxy, site, upstreams } from "../../components/labels";
import { CONTAINER, IMAGE, labelsOf, only, record, useMocks } from "../support/record";

beforeAll(() => useMocks());

const entryPoint = (args: Partial<CaddyProxyArgs> = {}) =>
  new CaddyProxy("caddy", { network: new ProxyNetwork("net"), labelPrefix: "caddy", ...args });

const declare = (args: Partial<ProxiedServiceArgs> = {}) =>
  record(
    (opts: pulumi.ComponentResourceOptions) =>
      new ProxiedService(
        "shop",
        { entry: entryPoint(), image: "shop:1", port: 8080, hosts: ["shop.localhost"], ...args },
        opts,
      ),
  );

/** The defaults of every route's upstreams, which avoid lost requests. */
const careful = (proxy: string) => ({
  [`${proxy}.lb_retry_match.method`]: "GET HEAD OPTIONS",
  [`${proxy}.lb_try_duration`]: "5s",
  [`${proxy}.lb_try_interval`]: "20ms",
  [`${proxy}.stream_close_delay`]: "5m",
  [`${proxy}.transport`]: "http",
  [`${proxy}.transport.dial_timeout`]: "500ms",
  [`${proxy}.transport.keepalive_idle_conns_per_host`]: "256",
});

const onContainer = (args: Partial<ProxiedServiceArgs> = {}) =>
  declare({ labelsOn: LabelsOn.Container, ...args });

describe("ProxiedService", () => {
  test("declares one container that overlaps with its successor", async () => {
    const { declared } = await declare({ environment: { B: "2", A: "1" } });

    expect(only(declared, CONTAINER)).toEqual({
      type: CONTAINER,
      name: "shop",
      props: {
        image: "sha256:caddy/shop:1",
        envs: ["A=1", "B=2"],
        labels: [],
        mustRun: false,
        networkMode: "bridge",
        networksAdvanced: [{ name: "net-id", aliases: ["shop.test.gatehouse"] }],
        capabilities: { drops: ["CAP_NET_RAW"] },
        restart: "unless-stopped",
        destroyGraceSeconds: 10,
        logDriver: "json-file",
        logOpts: { "max-size": "10m", "max-file": "3" },
      },
      opts: {
        parent: "shop",
        deleteBeforeReplace: false,
        replaceOnChanges: ["healthcheck", "tmpfs", "init"],
      },
    });
    expect(only(declared, IMAGE).props).toEqual({ name: "shop:1", keepLocally: true });
  });

  test("numbers its replicas, and gives each the same labels", async () => {
    const { declared, value } = await onContainer({ replicas: 3, containerName: "shop" });

    const containers = declared.filter(({ type }) => type === CONTAINER);
    expect(containers.map(({ name, props }) => [name, props.name])).toEqual([
      ["shop", "shop"],
      ["shop-2", "shop-2"],
      ["shop-3", "shop-3"],
    ]);
    expect(new Set(containers.map((container) => JSON.stringify(labelsOf(container)))).size).toBe(
      1,
    );
    expect(value.upstream).toBe("shop.test.gatehouse:8080");
  });

  test("with a fixed name is deleted before its successor is created", async () => {
    const { declared } = await declare({ containerName: "shop" });

    expect(only(declared, CONTAINER).opts.deleteBeforeReplace).toBe(true);
  });

  test.each([
    [TlsMode.Internal, { caddy: "a.example.com b.example.com", "caddy.tls": "internal" }, "https"],
    [TlsMode.Acme, { caddy: "a.example.com b.example.com" }, "https"],
    [TlsMode.Off, { caddy: "http://a.example.com http://b.example.com" }, "http"],
  ])("with tls %s serves its hosts in one spelling", async (tls, labels, scheme) => {
    const { declared, value } = await onContainer({
      tls,
      hosts: ["b.example.com", "a.example.com"],
    });

    expect(labelsOf(only(declared, CONTAINER))).toEqual({
      "caddy.reverse_proxy": "{{upstreams 8080}}",
      ...careful("caddy.reverse_proxy"),
      ...labels,
    });
    expect(value.urls).toEqual([`${scheme}://b.example.com`, `${scheme}://a.example.com`]);
  });

  test("takes certificates, label prefix and ports from its entry point", async () => {
    const entry = entryPoint({
      tls: { mode: TlsMode.Acme, acme: { email: "ops@example.com" } },
      labelPrefix: "edge",
      httpsPort: 8443,
    });
    const { declared, value } = await onContainer({ entry, hosts: ["shop.example.com"] });

    expect(labelsOf(only(declared, CONTAINER))).toEqual({
      edge: "shop.example.com",
      "edge.reverse_proxy": "{{upstreams 8080}}",
      ...careful("edge.reverse_proxy"),
    });
    expect(value.urls).toEqual(["https://shop.example.com:8443"]);
  });

  test("takes sites of the label builders beside its hosts", async () => {
    const { declared, value } = await onContainer({
      entry: entryPoint({ httpsPort: 8443 }),
      sites: [
        site("api.localhost").handlePath("/v1/*", reverseProxy(upstreams(8080))),
        site("http://plain.localhost").redir("https://shop.localhost{uri}"),
        site("own.localhost").tls(files("/data/own.crt", "/data/own.key")).respond("mine"),
      ],
    });

    expect(labelsOf(only(declared, CONTAINER))).toEqual({
      caddy_0: "shop.localhost",
      "caddy_0.reverse_proxy": "{{upstreams 8080}}",
      ...careful("caddy_0.reverse_proxy"),
      "caddy_0.tls": "internal",
      caddy_1: "api.localhost",
      "caddy_1.handle_path": "/v1/*",
      "caddy_1.handle_path.reverse_proxy": "{{upstreams 8080}}",
      "caddy_1.tls": "internal",
      caddy_2: "http://plain.localhost",
      "caddy_2.redir": "https://shop.localhost{uri}",
      caddy_3: "own.localhost",
      "caddy_3.respond": "mine",
      "caddy_3.tls": "/data/own.crt /data/own.key",
    });
    expect(value.urls).toEqual([
      "https://shop.localhost:8443",
      "https://api.localhost:8443",
      "http://plain.localhost",
      "https://own.localhost:8443",
    ]);
  });

  test("needs no hosts if it has sites", async () => {
    const shop = site("shop.localhost").reverseProxy(upstreams(8080));
    const { declared } = await onContainer({ hosts: undefined, tls: TlsMode.Off, sites: [shop] });

    expect(labelsOf(only(declared, CONTAINER))).toEqual({
      caddy: "http://shop.localhost",
      "caddy.reverse_proxy": "{{upstreams 8080}}",
    });
  });

  const service = { image: "shop:1", port: 8080 };
  const cached = site("shop.localhost", cache({ ttl: "1m" }), reverseProxy(upstreams(8080)));

  test("is refused without hosts and sites", () => {
    expect(() => new ProxiedService("shop", { ...service, entry: entryPoint() })).toThrow(
      'ProxiedService "shop": hosts is needed where there are no sites: ["shop.example.com"], got nothing.',
    );
  });

  test("is refused with the file of a log that a hardened proxy can't write", () => {
    const file = { path: "/var/log/shop.log" };
    const args = {
      ...{ ...service, hosts: ["shop.localhost"], accessLog: { file: { path: "/data/shop.log" } } },
      routes: [{ path: "/api/*", accessLog: { file } }],
    };
    const open = entryPoint({ hardened: false });

    expect(() => new ProxiedService("shop", { ...args, entry: entryPoint() })).toThrow(
      'ProxiedService "shop": routes[0].accessLog.file.path must be below /data/, all that a hardened proxy ' +
        'can write; hardened: false of CaddyProxy gives one container, got "/var/log/shop.log".',
    );
    expect(() => new ProxiedService("shop", { ...args, entry: open })).not.toThrow();
  });

  test("reports mistakes in its sites together with its others", () => {
    const sites = [site("a.localhost").handle({ remoteIp: "10.0.0.0/33" }, respond("hi")), cached];
    const args = { ...service, entry: entryPoint(), port: 0, sites };

    expect(() => new ProxiedService("shop", args)).toThrow(
      [
        'ProxiedService "shop": 3 problems',
        "  - port must be an integer from 1 to 65535, got 0.",
        '  - site "a.localhost": handle.matcher.remote_ip must be an IP address or a CIDR range, got "10.0.0.0/33". Write one such as "10.0.0.0/8".',
        '  - site "shop.localhost": bounded_cache needs the module http.handlers.bounded_cache, ' +
          "which the proxy's image lacks. Take an image that has it, such as a BuiltCaddyImage " +
          "(http.handlers.cache alone has no bounds), and list it among the proxy's modules: " +
          '["http.handlers.bounded_cache"].',
      ].join("\n"),
    );
  });

  test("accepts a module that its entry point lists for its image", async () => {
    const entry = entryPoint({ image: { modules: ["http.handlers.bounded_cache"] } });
    const { declared } = await onContainer({ entry, hosts: undefined, sites: [cached] });

    expect(labelsOf(only(declared, CONTAINER))["caddy.bounded_cache.ttl"]).toBe("1m");
  });

  test("refuses a host that another service behind its entry point has claimed", () => {
    const entry = entryPoint();
    new ProxiedService("shop", { ...service, entry, hosts: ["a.localhost"] });

    expect(() => new ProxiedService("blog", { ...service, entry, hosts: ["a.localhost"] })).toThrow(
      'ProxiedService "blog": containers "shop" and "blog": site "a.localhost" has every request ' +
        "claimed by both services. Give them different matchers, or declare them replicas of one service.",
    );
  });

  test("shares a host with another service by paths", async () => {
    const entry = entryPoint();
    const api = site("a.localhost").handle("/api/*", reverseProxy(upstreams(8080)));
    new ProxiedService("web", { ...service, entry, hosts: ["a.localhost"] });
    const { declared } = await onContainer({ entry, hosts: undefined, sites: [api] });

    expect(labelsOf(only(declared, CONTAINER)).caddy).toBe("a.localhost");
  });

  test("reports every mistake of its arguments at once", () => {
    const args = {
      entry: entryPoint(),
      image: "shop:1",
      port: 80.5,
      hosts: ["https://shop.localhost/cart", "Shop.localhost", "shop.localhost:8443", "a b"],
      replicas: 0,
    };

    expect(() => new ProxiedService("shop", args)).toThrow(
      [
        'ProxiedService "shop": 6 problems',
        "  - port must be an integer from 1 to 65535, got 80.5.",
        '  - hosts[0] is a URL; write the host alone, "shop.localhost", got "https://shop.localhost/cart".',
        '  - hosts[1] has capitals; write "shop.localhost", got "Shop.localhost".',
        '  - hosts[2] has a port; ports belong to the proxy, write "shop.localhost", got "shop.localhost:8443".',
        '  - hosts[3] is not a domain name: letters, digits and "-" between dots, "*." at most at the start, got "a b".',
        "  - replicas must be an integer from 1 to 100, got 0.",
      ].join("\n"),
    );
  });
});
