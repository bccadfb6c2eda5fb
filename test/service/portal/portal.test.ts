import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  BuiltCaddyImage,
  CaddyProxy,
  type CaddyProxyArgs,
  DeployMode,
  LabelsOn,
  Portal,
  type PortalArgs,
  ProxiedService,
  type ProxiedServiceArgs,
  ProxiedTcp,
  ProxiedUpstream,
  ProxyNetwork,
  Publish,
  StaticSite,
  TlsMode,
  ToxicPath,
  Toxiproxy,
  UpstreamScheme,
  Whoami,
} from "../../../components";
import { reverseProxy, site, upstreams } from "../../../components/labels";
import { only, PASSWORD, ROUTE, record, SITE_FILES, useMocks } from "../../support/record";

beforeAll(() => useMocks());

const entryPoint = (args: Partial<CaddyProxyArgs> = {}) =>
  new CaddyProxy("caddy", { network: new ProxyNetwork("net"), labelPrefix: "caddy", ...args });

const portal = (entry: CaddyProxy, args: Partial<PortalArgs> = {}) =>
  record((opts) => new Portal("portal", { entry, hosts: ["portal.localhost"], ...args }, opts));

const service = (entry: CaddyProxy, args: Partial<ProxiedServiceArgs> = {}, name = "shop") =>
  new ProxiedService(name, {
    ...{ entry, image: "shop:1", port: 8080, hosts: [`${name}.localhost`] },
    ...args,
  });

type Declared = Awaited<ReturnType<typeof portal>>["declared"];

const pageIn = (declared: Declared) =>
  (only(declared, SITE_FILES).props.content as Record<string, string>)["index.html"] ?? "";

/** The labels that ask a service for its health, by their last words. */
function healthLabels(declared: Declared): Record<string, string> {
  const labels = Object.entries(only(declared, ROUTE).props.labels as Record<string, string>);
  return Object.fromEntries(
    labels.flatMap(([key, value]) => {
      const [, word] =
        /handle\.handle\.reverse_proxy\.(?:1_)?(to|rewrite|header_up|transport.*|lb_.*)$/.exec(
          key,
        ) ?? [];
      return word === undefined ? [] : [[word, value] as const];
    }),
  );
}

describe("a portal", () => {
  test("declares its page, and a route that waits for it", async () => {
    const entry = entryPoint();
    service(entry);
    const { declared, value } = await portal(entry);

    expect(declared.map(({ type, name }) => `${type.replace(/^.*:/, "")} ${name}`)).toEqual([
      "Portal portal",
      "ReleaseTimes portal-releases",
      "SiteFiles portal-files",
      "Route portal-route",
      "RemoteImage caddy/shop:1",
    ]);
    expect(only(declared, SITE_FILES).props).toMatchObject({
      folder: "portal%2Fportal",
      files: 5,
      name: "gatehouse/test/portal",
    });
    expect(only(declared, ROUTE)).toMatchObject({
      props: {
        name: "gatehouse/test/portal/portal",
        probes: [{ url: "https://portal.localhost/", machine: "127.0.0.1" }],
      },
      opts: { parent: "portal", dependsOn: ["caddy-reload", "portal-files"] },
    });
    expect(value.urls).toEqual(["https://portal.localhost"]);
  });

  test("shows an image that only up knows, but none that is a secret", async () => {
    const entry = entryPoint();
    service(entry, { image: pulumi.output("shop:2") });
    service(entry, { image: pulumi.secret("hidden:1") }, "api");
    const page = pageIn((await portal(entry)).declared);

    expect(page).toContain("<code>shop:2</code>");
    expect(page).toContain("<code>a secret</code>");
    expect(page).not.toContain("hidden:1");
  });

  test("shows each host with its routes in order, and each service once", async () => {
    const entry = entryPoint();
    const own = site("b.localhost:8443", reverseProxy(upstreams(8080)));
    const routes = [{ path: "/api/*", compression: {} }];
    service(entry, { hosts: ["a.localhost"], routes, sites: [own] });
    const page = pageIn((await portal(entry)).declared);

    expect(page.match(/<article id="shop">/g)).toHaveLength(1);
    expect(page).toContain('<a href="https://a.localhost">a.localhost</a>');
    expect(page).toContain('<a href="https://b.localhost:8443">b.localhost:8443</a>');
    expect(page.indexOf("<code>/api/*</code>")).toBeLessThan(page.indexOf("<code>/*</code>"));
    expect(page).toContain('<span class="tag">compression</span>');
  });

  test("shows a route of one host on that host only", async () => {
    const entry = entryPoint();
    const redirect = { to: "https://shop.localhost{uri}" };
    const routes = [{ hosts: ["www.shop.localhost"], redirect }];
    service(entry, { hosts: ["shop.localhost", "www.shop.localhost"], routes });
    const page = pageIn((await portal(entry)).declared);

    expect(page.match(/<li>.*/g)).toEqual([
      '<li><code>/*</code> <a href="#shop">shop</a> <span class="state" data-health="shop">not known</span></li>',
      '<li><code>/*</code> <a href="#shop">shop</a> <span class="tag">redirect</span></li>',
      '<li><code>/*</code> <a href="#shop">shop</a> <span class="state" data-health="shop">not known</span></li>',
    ]);
  });

  test("asks only what answers by HTTP", async () => {
    const image = { modules: ["layer4"] };
    const entry = entryPoint({ image, tcpPorts: [5432] });
    new ProxiedTcp("db", { entry, image: "postgres:17", port: 5432 });
    new StaticSite("docs", { entry, hosts: ["docs.localhost"], content: { "index.html": "" } });
    const { declared } = await portal(entry);
    const page = pageIn(declared);

    expect(healthLabels(declared)).toEqual({});
    expect(page).toContain("<h3>:5432</h3>");
    expect(page).toContain("<code>postgres:17</code>");
    expect(page).not.toContain("data-health");
  });

  test("is one line of the table of routes", async () => {
    const entry = entryPoint({ image: new BuiltCaddyImage("image") });
    service(entry);
    await portal(entry);
    const lines = entry.routeTable().split("\n");

    expect(lines.map((line) => line.split(/ +/).slice(0, 3).join(" "))).toEqual([
      ...["HOST PATH SERVICE", "http:// * caddy", "portal.localhost * portal"],
      ...["shop.localhost * shop", ""],
    ]);
  });

  test("refuses a service that is declared after it", async () => {
    const entry = entryPoint();
    await portal(entry);

    expect(() => service(entry)).toThrow(
      'ProxiedService "shop": is declared after the Portal of its entry point, whose page lacks it. ' +
        "Declare the Portal last.",
    );
  });

  test("knows when certificates end with an image that reports it", async () => {
    const entry = entryPoint({ image: new BuiltCaddyImage("image") });
    const { declared } = await portal(entry);

    expect(pageIn(declared)).toContain("<body data-certificates>");
    expect(Object.keys(only(declared, ROUTE).props.labels as object)).toContain(
      "caddy.handle.handle.certificate_metrics",
    );
  });
});

describe("the health of a service", () => {
  const USUAL = {
    transport: "http",
    "transport.dial_timeout": "2s",
    "transport.response_header_timeout": "5s",
  };

  test("is that of its health check, on the containers that serve", async () => {
    const entry = entryPoint();
    service(entry, { health: { path: "/healthz", port: 9000 }, replicas: 2 });

    expect(healthLabels((await portal(entry)).declared)).toMatchObject({
      ...USUAL,
      header_up: "Host shop.localhost",
      lb_policy: "round_robin",
      lb_retries: "1",
      rewrite: "/healthz?",
      to: "{file./config/gatehouse/shop/1}.proxy_net:9000 {file./config/gatehouse/shop/2}.proxy_net:9000",
    });
  });

  test("is asked by name where its containers carry the labels", async () => {
    const entry = entryPoint();
    new Whoami("whoami", { entry, hosts: ["whoami.localhost"] });
    const whoami = healthLabels((await portal(entry)).declared);
    const https = entryPoint();
    service(https, { labelsOn: LabelsOn.Container });

    expect(whoami).toEqual({
      ...{ ...USUAL, header_up: "Host whoami.localhost", rewrite: "/?" },
      to: "whoami.test.gatehouse:80",
    });
    expect(healthLabels((await portal(https)).declared).to).toBe("shop.test.gatehouse:8080");
  });

  test("is not asked on the host's network, which knows no names of containers", async () => {
    const entry = entryPoint({ publish: Publish.HostNetwork });
    new Whoami("whoami", { entry, hosts: ["whoami.localhost"] });
    new ProxiedUpstream("dev", {
      ...{ entry, hosts: ["dev.localhost"] },
      to: [{ url: "http://host.docker.internal:3000" }],
    });
    const { declared } = await portal(entry);

    expect(healthLabels(declared).to).toBe("127.0.0.1:3000");
    expect(pageIn(declared)).not.toContain('data-health="whoami"');
  });

  test("is behind the login of the page", async () => {
    const entry = entryPoint();
    service(entry);
    const { declared } = await portal(entry, { basicAuth: { users: ["ops"] } });
    const labels = Object.keys(only(declared, ROUTE).props.labels as object);

    // All in one `handle`, in which Caddy runs basic_auth first.
    expect(
      labels.filter((label) => /basic_auth\.ops|reverse_proxy\.to|file_server/.test(label)),
    ).toEqual([
      "caddy.handle.basic_auth.ops",
      "caddy.handle.file_server",
      "caddy.handle.handle.reverse_proxy.to",
    ]);
  });

  test("is asked through Toxiproxy where there are faults", async () => {
    const entry = entryPoint();
    const through = new Toxiproxy("toxiproxy", { entry });
    new ToxicPath("slow", { through, upstream: "shop:80", hosts: ["slow.localhost"], down: true });
    const { declared } = await portal(entry);

    expect(healthLabels(declared).to).toMatch(/^toxiproxy\.test\.gatehouse:\d+$/);
    expect(pageIn(declared)).toContain("<dd>refuses connections</dd>");
  });

  test("is asked by the scheme of an upstream", async () => {
    const entry = entryPoint();
    const to = [{ container: "nas", port: 443, scheme: UpstreamScheme.Https }];
    new ProxiedUpstream("nas", { entry, hosts: ["nas.localhost"], to, hostHeader: "nas.lan" });

    expect(healthLabels((await portal(entry)).declared)).toMatchObject({
      header_up: "Host nas.lan",
      "transport.tls": "",
    });
  });
});

describe("in public", () => {
  const MUST = 'Portal "portal": must have basicAuth, forwardAuth or clientAuth, since';
  const REST =
    'everybody could read which services, images and faults there are. Write basicAuth: { users: ["ops"] }.';
  const acme = { mode: TlsMode.Acme, acme: { email: "ops@example.com" } };
  const hosts = ["portal.example.com"];

  test.each([
    [{ address: "0.0.0.0" }, "the entry point is published on 0.0.0.0"],
    [{ address: "::" }, "the entry point is published on ::"],
    [{ tls: acme }, "its certificate comes from a public CA"],
  ])("with %j it must be behind a login", async (args, reason) => {
    await expect(async () => portal(entryPoint(args), { hosts })).rejects.toThrow(
      `${MUST} ${reason}: ${REST}`,
    );
  });

  test("it may be behind a password, a login of another service, or certificates", async () => {
    const entry = () => entryPoint({ address: "0.0.0.0" });
    const { declared, value } = await portal(entry(), { basicAuth: { users: ["ops"] } });

    expect(value.users).toEqual(["ops"]);
    expect(only(declared, PASSWORD).name).toBe("portal/portal-ops-0");
    await portal(entry(), { forwardAuth: { to: "auth:9091", uri: "/verify" } });
    await portal(entry(), {
      clientAuth: { caFile: "/srv/ca.pem" },
      entry: entryPoint({ directories: ["/srv"] }),
    });
  });
});

describe("a mistake", () => {
  test("is reported with all others", async () => {
    const args = { hosts: ["a b"], cache: {}, basicAuth: { users: [] } };

    await expect(async () => portal(entryPoint(), args as never)).rejects.toMatchObject({
      problems: [{ path: "hosts[0]" }, { path: "basicAuth.users" }, { path: "cache" }],
    });
  });

  test("in a Swarm is that no volume is shared", async () => {
    const network = new ProxyNetwork("swarm", { mode: DeployMode.Swarm });

    await expect(async () =>
      portal(entryPoint({ network, address: "0.0.0.0" }), { basicAuth: { users: ["ops"] } }),
    ).rejects.toThrow(
      'Portal "portal": entry must not be in a Swarm, whose servers on several nodes share no volume and ' +
        "no directory. Leave the portal out there.",
    );
  });
});
