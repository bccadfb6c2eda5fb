import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  DeployMode,
  LoadBalancingPolicy,
  ProxiedUpstream,
  type ProxiedUpstreamArgs,
  ProxyNetwork,
  Publish,
  resolveDockerHost,
  Toxiproxy,
} from "../../../components";
import { CERTIFICATE } from "../../support/certificate";
import {
  only,
  PASSWORD,
  ROUTE,
  record,
  SWARM_ROUTE,
  TOXIC_PROXY,
  useMocks,
} from "../../support/record";

beforeAll(() => useMocks());

const FILES = "/config/gatehouse";

const entryPoint = (args: Partial<CaddyProxyArgs> = {}) =>
  new CaddyProxy("caddy", { network: new ProxyNetwork("net"), labelPrefix: "caddy", ...args });

const declare = (args: Partial<ProxiedUpstreamArgs>, entry: () => CaddyProxy = entryPoint) =>
  record((opts: pulumi.ComponentResourceOptions) => {
    const usual = { entry: entry(), hosts: ["nas.localhost"], to: [] };
    return new ProxiedUpstream("nas", { ...usual, ...args }, opts);
  });

/** The labels of the route's proxy that differ between upstreams. */
async function speaking(...given: Parameters<typeof declare>): Promise<Record<string, string>> {
  const { declared } = await declare(...given);
  const labels = only(declared, ROUTE).props.labels as Record<string, string>;
  const own = /^caddy\.reverse_proxy\.(to|header_up|lb_policy|transport\.(tls.*|versions))$/;
  return Object.fromEntries(
    Object.entries(labels)
      .filter(([key]) => own.test(key))
      .map(([key, value]) => [key.replace("caddy.reverse_proxy.", ""), value]),
  );
}

const onHost = (scheme = "http", port = 3000) => ({
  url: `${scheme}://host.docker.internal:${port}`,
});

describe("a route to what Pulumi does not run", () => {
  test("has its labels on a holder, and replaces nothing else", async () => {
    const { declared, value } = await declare({ to: [onHost()] });

    expect(declared.map(({ type }) => type)).toEqual(["gatehouse:index:ProxiedUpstream", ROUTE]);
    expect(only(declared, ROUTE)).toEqual({
      type: ROUTE,
      name: "nas-route",
      props: {
        docker: resolveDockerHost(),
        name: "gatehouse/test/nas",
        proxy: "caddy-id",
        controller: "caddy-controller-id",
        labels: {
          caddy: "nas.localhost",
          "caddy.reverse_proxy.to": `{file.${FILES}/nas/host.docker.internal}:3000`,
          "caddy.reverse_proxy.lb_retry_match.method": "GET HEAD OPTIONS",
          "caddy.reverse_proxy.lb_try_duration": "5s",
          "caddy.reverse_proxy.lb_try_interval": "20ms",
          "caddy.reverse_proxy.stream_close_delay": "5m",
          "caddy.reverse_proxy.transport": "http",
          "caddy.reverse_proxy.transport.dial_timeout": "3s",
          "caddy.reverse_proxy.transport.keepalive_idle_conns_per_host": "256",
          "caddy.tls": "internal",
        },
        files: {},
        containers: [],
        releases: {},
        outside: {
          network: "net-id",
          networkName: "proxy_net",
          hostFile: "nas/host.docker.internal",
          containers: [],
          upstreams: ["http://host.docker.internal:3000"],
          mayBeDown: false,
        },
        probes: [{ url: "https://nas.localhost/", machine: "127.0.0.1" }],
        readyTimeout: 60,
        drain: 0,
      },
      opts: { parent: "nas", dependsOn: ["caddy-reload"] },
    });
    expect(value.urls).toEqual(["https://nas.localhost"]);
  });

  test("names its containers on the holder, and connects them", async () => {
    const { declared } = await declare({
      to: [
        { container: "shop-web-2", port: 8080 },
        { container: "shop-web-1", port: 8080 },
      ],
    });

    const { labels, outside } = only(declared, ROUTE).props;
    expect(labels).toMatchObject({
      "gatehouse.containers": "shop-web-1 shop-web-2",
      "caddy.reverse_proxy.to": "shop-web-2:8080 shop-web-1:8080",
      "caddy.reverse_proxy.fail_duration": "5s",
    });
    expect(outside).toMatchObject({ containers: ["shop-web-1", "shop-web-2"] });
    expect(outside).not.toHaveProperty("hostFile");
  });

  test.each<[string, Partial<ProxiedUpstreamArgs>, Record<string, string>]>([
    ["an address", { to: [{ url: "http://192.168.1.20" }] }, { to: "192.168.1.20:80" }],
    ["an IPv6 address", { to: [{ url: "http://[fd00::20]:81" }] }, { to: "[fd00::20]:81" }],
    [
      "h2c",
      { to: [{ url: "h2c://grpc.lan:50051" }] },
      { to: "grpc.lan:50051", "transport.versions": "h2c 2" },
    ],
    ["https", { to: [{ url: "https://nas.lan" }] }, { to: "nas.lan:443", "transport.tls": "" }],
    [
      "https by another name",
      { to: [{ url: "https://192.168.1.20:5001" }], upstreamTls: { serverName: "nas.lan" } },
      { to: "192.168.1.20:5001", "transport.tls": "", "transport.tls_server_name": "nas.lan" },
    ],
    [
      "https without verification",
      {
        to: [{ url: "https://nas.lan" }],
        upstreamTls: { insecureSkipVerify: "it is self-signed" },
      },
      { to: "nas.lan:443", "transport.tls": "", "transport.tls_insecure_skip_verify": "" },
    ],
    [
      "https of the Docker host, whose name the certificate has",
      { to: [onHost("https", 8443)] },
      {
        to: `{file.${FILES}/nas/host.docker.internal}:8443`,
        header_up: "Host host.docker.internal:8443",
        "transport.tls": "",
        "transport.tls_server_name": "host.docker.internal",
      },
    ],
    [
      "https of a container, with the client's Host",
      { to: [{ container: "nas", port: 443, scheme: "https" }], hostHeader: "{host}" },
      { to: "nas:443", "transport.tls": "", header_up: "Host {host}" },
    ],
    [
      "weights",
      { to: [{ url: "http://a.lan", weight: 3 }, { url: "http://b.lan" }] },
      { to: "a.lan:80 b.lan:80", lb_policy: "weighted_round_robin 3 1" },
    ],
  ])("speaks to %s", async (_what, args, labels) => {
    expect(await speaking(args)).toEqual(labels);
  });

  test("uses weights for clients without a cookie", async () => {
    const { declared } = await declare({
      to: [{ url: "http://a.lan", weight: 3 }, { url: "http://b.lan" }],
      loadBalancing: { policy: LoadBalancingPolicy.Cookie },
    });

    expect(only(declared, ROUTE).props.labels).toMatchObject({
      "caddy.reverse_proxy.lb_policy": "cookie lb",
      "caddy.reverse_proxy.lb_policy.fallback": "weighted_round_robin 3 1",
    });
  });

  test("speaks to a socket in a directory that the entry point can read", async () => {
    const entry = () => entryPoint({ directories: ["/srv/app"] });

    expect(await speaking({ to: [{ url: "unix:///srv/app/run/app.sock" }] }, entry)).toEqual({
      to: "unix//srv/app/run/app.sock",
    });
    expect(await speaking({ to: [{ url: "unix//srv/app/app.sock" }] }, entry)).toEqual({
      to: "unix//srv/app/app.sock",
    });
  });

  test("gives Caddy a CA as a file, of another name for each CA", async () => {
    const { declared } = await declare({
      to: [{ url: "https://nas.lan" }],
      upstreamTls: { ca: CERTIFICATE },
    });

    const { labels, files } = only(declared, ROUTE).props;
    const [[file, content] = []] = Object.entries(files as Record<string, string>);
    expect(file).toMatch(/^nas\/ca-[0-9a-f]{12}\.pem$/);
    expect(content).toBe(CERTIFICATE);
    expect(labels).toMatchObject({
      "caddy.reverse_proxy.transport.tls_trust_pool": `file ${FILES}/${file}`,
    });
  });

  test("is not requested where it may be down", async () => {
    const { declared } = await declare({ to: [{ url: "http://a.lan" }], mayBeDown: true });

    expect(only(declared, ROUTE).props).toMatchObject({ probes: [], outside: { mayBeDown: true } });
  });

  test("has passwords as a service has them", async () => {
    const { declared } = await declare({
      to: [{ url: "http://a.lan" }],
      routes: [{ path: "/admin/*", basicAuth: { users: ["ops"] } }],
    });

    expect(only(declared, PASSWORD).name).toBe("nas-ops-0");
    expect(only(declared, ROUTE).props.files).toEqual({ "nas/users/ops-0": "nas-ops-0-hash" });
  });

  test("is in the route table and the Caddyfile of its entry point", () => {
    const entry = entryPoint();
    new ProxiedUpstream("nas", { entry, hosts: ["nas.localhost"], to: [onHost()] });

    expect(entry.routeTable()).toMatch(/^nas\.localhost +\* +nas/m);
    expect(entry.caddyfile()).toContain(
      "\tto {file./config/gatehouse/nas/host.docker.internal}:3000\n",
    );
  });
});

describe("faults", () => {
  const faulty = (to: ProxiedUpstreamArgs["to"], more: Partial<ProxiedUpstreamArgs> = {}) => {
    let entry: CaddyProxy;
    return record((opts) => {
      entry = entryPoint();
      const through = new Toxiproxy("toxiproxy", { entry });
      const args = { entry, hosts: ["nas.localhost"], faults: { through }, to, ...more };
      return new ProxiedUpstream("nas", args, opts);
    });
  };

  test("have a path to each upstream, and the network where one is the Docker host", async () => {
    const { declared } = await faulty([onHost(), { url: "http://192.168.1.20:81" }]);

    const paths = declared.filter(({ type }) => type === TOXIC_PROXY);
    expect(
      paths.map(({ props: { name, upstream, network } }) => ({ name, upstream, network })),
    ).toEqual([
      { name: "nas", upstream: "host.docker.internal:3000", network: "net-id" },
      { name: "nas-2", upstream: "192.168.1.20:81", network: undefined },
    ]);
    const [first, second] = paths.map(({ props }) => `toxiproxy.test.gatehouse:${props.port}`);
    const { labels, outside } = only(declared, ROUTE).props;
    expect(labels).toMatchObject({ "caddy.reverse_proxy.to": `${first} ${second}` });
    expect(outside).not.toHaveProperty("hostFile");
  });

  test("keep the name of a certificate, and the header Host", async () => {
    const { declared } = await faulty([{ url: "https://192.168.1.20:5001" }]);
    const named = await faulty([{ url: "https://192.168.1.20:5001" }], {
      upstreamTls: { serverName: "nas.lan" },
    });

    expect(only(declared, ROUTE).props.labels).toMatchObject({
      "caddy.reverse_proxy.header_up": "Host 192.168.1.20:5001",
      "caddy.reverse_proxy.transport.tls_server_name": "192.168.1.20",
    });
    expect(only(named.declared, ROUTE).props.labels).toMatchObject({
      "caddy.reverse_proxy.header_up": "Host nas.lan",
      "caddy.reverse_proxy.transport.tls_server_name": "nas.lan",
    });
  });
});

describe("other entry points", () => {
  test("on the host's network, the Docker host is 127.0.0.1", async () => {
    const entry = () => entryPoint({ publish: Publish.HostNetwork });

    expect(await speaking({ to: [onHost()] }, entry)).toEqual({ to: "127.0.0.1:3000" });
    expect(await speaking({ to: [{ url: "http://localhost:3000" }] }, entry)).toEqual({
      to: "localhost:3000",
    });
  });

  test("in a Swarm lead to addresses and names of the network", async () => {
    const { declared } = await declare({ to: [{ url: "https://nas.lan" }] }, () =>
      entryPoint({
        network: new ProxyNetwork("net", { mode: DeployMode.Swarm }),
        address: "0.0.0.0",
      }),
    );

    const routes = declared.filter(({ type }) => type === SWARM_ROUTE);
    expect(routes.map(({ name, opts }) => ({ name, opts }))).toEqual([
      { name: "nas-route", opts: { parent: "nas", dependsOn: ["caddy-route"] } },
    ]);
    expect(routes[0]?.props).toMatchObject({
      labels: { caddy: "nas.localhost", "caddy.reverse_proxy.to": "nas.lan:443" },
      urls: ["https://nas.localhost/"],
    });
  });
});
