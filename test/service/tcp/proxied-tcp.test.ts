import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  ProxiedService,
  ProxiedTcp,
  type ProxiedTcpArgs,
  ProxyNetwork,
  ProxyProtocol,
  resolveDockerHost,
  StartTls,
  TcpTls,
  TlsMode,
  Toxiproxy,
} from "../../../components";
import { parseLabels, renderLabels } from "../../../components/labels";
import {
  CONTAINER,
  containerOf,
  only,
  ROUTE,
  record,
  TOXIC,
  TOXIC_PROXY,
  useMocks,
  VOLUME,
} from "../../support/record";

beforeAll(() => useMocks());

const entryPoint = (args: Partial<CaddyProxyArgs> = {}) =>
  new CaddyProxy("caddy", {
    network: new ProxyNetwork("net"),
    labelPrefix: "caddy",
    image: { modules: ["layer4"] },
    tcpPorts: [2222, 5432],
    ...args,
  });

const declare = (args: Partial<ProxiedTcpArgs>, entry: () => CaddyProxy = entryPoint) =>
  record((opts: pulumi.ComponentResourceOptions) => {
    const usual = { entry: entry(), port: 5432, image: "postgres:17" };
    return new ProxiedTcp("db", { ...usual, ...args }, opts);
  });

/** The labels of the route. */
async function labels(...given: Parameters<typeof declare>) {
  const { declared } = await declare(...given);
  return only(declared, ROUTE).props.labels;
}

const UPSTREAM = "\\{file./config/gatehouse/db/1}.proxy_net:5432";

describe("a TCP service by port", () => {
  test("is its container, and a route to it", async () => {
    const { declared, value } = await declare({ drain: 30, readyTimeout: 90 });

    expect(declared.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "gatehouse:index:ProxiedTcp db",
      `${CONTAINER} db`,
      `${ROUTE} db-route`,
      "docker:index/remoteImage:RemoteImage caddy/postgres:17",
    ]);
    expect(containerOf(declared, "db").props).toMatchObject({
      networksAdvanced: [{ aliases: ["db.test.gatehouse"], name: "net-id" }],
    });
    expect(only(declared, ROUTE)).toEqual({
      type: ROUTE,
      name: "db-route",
      props: {
        docker: resolveDockerHost(),
        name: "gatehouse/test/db",
        proxy: "caddy-id",
        controller: "caddy-controller-id",
        labels: {
          "caddy.layer4.:5432.route.proxy": UPSTREAM,
          "caddy.layer4.:5432.route.proxy.lb_try_duration": "10s",
          "caddy.layer4.:5432.route.proxy.lb_try_interval": "50ms",
        },
        files: {},
        containers: ["db-id"],
        releases: { "db/1": "db-id" },
        probes: [],
        readyTimeout: 90,
        release: { image: "postgres:17", imageId: "sha256:caddy/postgres:17" },
        releaseOptions: {},
        drain: 30,
      },
      opts: { parent: "db", dependsOn: ["caddy-reload"] },
    });
    expect(value.addresses).toEqual(["127.0.0.1:5432"]);
    expect(value.upstream).toBe("db.test.gatehouse:5432");
  });

  test("has another port in its container, further containers, and the PROXY protocol", async () => {
    const { declared, value } = await declare({
      ...{ containerPort: 6432, replicas: 2, proxyProtocol: ProxyProtocol.V2 },
    });

    const route = only(declared, ROUTE).props;
    expect(route.labels).toEqual({
      "caddy.layer4.:5432.route.proxy":
        "\\{file./config/gatehouse/db/1}.proxy_net:6432 \\{file./config/gatehouse/db/2}.proxy_net:6432",
      "caddy.layer4.:5432.route.proxy.lb_policy": "round_robin",
      "caddy.layer4.:5432.route.proxy.lb_try_duration": "10s",
      "caddy.layer4.:5432.route.proxy.lb_try_interval": "50ms",
      "caddy.layer4.:5432.route.proxy.proxy_protocol": "v2",
    });
    expect(route.releases).toEqual({ "db/1": "db-id", "db/2": "db-2-id" });
    expect(value.upstream).toBe("db.test.gatehouse:6432");
  });

  test("has volumes, whose container stops before its successor starts", async () => {
    const { declared } = await declare({
      volumes: [{ source: "data", target: "/var/lib/postgresql/data" }],
    });

    expect(only(declared, VOLUME).name).toBe("db-data");
    expect(containerOf(declared, "db").opts).toMatchObject({ deleteBeforeReplace: true });
  });

  test("runs through Toxiproxy with faults, by a path for each container", async () => {
    const entry = entryPoint();
    const through = new Toxiproxy("toxiproxy", { entry });
    const toxics = [{ latency: { latency: "200ms" } }];
    const { declared } = await declare({ replicas: 2, faults: { through, toxics } }, () => entry);
    const paths = declared.filter(({ type }) => type === TOXIC_PROXY).map(({ props }) => props);

    expect(paths.map(({ name, upstream, container }) => [name, upstream, container])).toEqual([
      ["db", "db-auto:5432", "db-id"],
      ["db-2", "db-2-auto:5432", "db-2-id"],
    ]);
    expect(declared.filter(({ type }) => type === TOXIC)).toHaveLength(2);
    const { labels, releases } = only(declared, ROUTE).props;
    expect(labels).toMatchObject({
      "caddy.layer4.:5432.route.proxy": paths
        .map(({ port }) => `toxiproxy.test.gatehouse:${port}`)
        .join(" "),
    });
    expect(releases).toEqual({});
  });
});

describe("a TCP service by name", () => {
  const hosts = ["db.example.com", "db.localhost"];

  test("gets TLS as it is", async () => {
    const { declared, value } = await declare({ hosts, tls: TcpTls.PassThrough });

    expect(only(declared, ROUTE).props.labels).toEqual({
      "caddy.layer4.:5432.@db": "tls sni db.example.com db.localhost",
      "caddy.layer4.:5432.route": "@db",
      "caddy.layer4.:5432.route.proxy": UPSTREAM,
      "caddy.layer4.:5432.route.proxy.lb_try_duration": "10s",
      "caddy.layer4.:5432.route.proxy.lb_try_interval": "50ms",
    });
    expect(value.addresses).toEqual(["db.example.com:5432", "db.localhost:5432"]);
  });

  test("gets what is inside TLS, for which there is a site for each certificate", async () => {
    expect(await labels({ hosts, tls: TcpTls.Terminate })).toEqual({
      "caddy.layer4.:5432.@db": "tls sni db.example.com db.localhost",
      "caddy.layer4.:5432.route": "@db",
      "caddy.layer4.:5432.route.0_tls": "",
      "caddy.layer4.:5432.route.1_proxy": UPSTREAM,
      "caddy.layer4.:5432.route.1_proxy.lb_try_duration": "10s",
      "caddy.layer4.:5432.route.1_proxy.lb_try_interval": "50ms",
      caddy_0: "db.example.com",
      "caddy_0.tls": "internal",
      "caddy_0.vars.tcp": "true",
      caddy_1: "db.localhost",
      "caddy_1.tls": "internal",
      "caddy_1.vars.tcp": "true",
    });
  });

  test("leaves the certificate to ACME where the entry point does", async () => {
    const acme = { mode: TlsMode.Acme, acme: { email: "ops@example.com" } };
    const found = await labels({ hosts: ["db.example.com"], tls: TcpTls.Terminate }, () =>
      entryPoint({ tls: acme }),
    );

    expect(found).toMatchObject({ caddy_0: "db.example.com", "caddy_0.vars.tcp": "true" });
    expect(found).not.toHaveProperty("caddy_0.tls");
  });

  test("answers PostgreSQL's wish for TLS before TLS begins", async () => {
    const tls = { tls: TcpTls.Terminate, startTls: StartTls.Postgres };

    expect(await labels({ hosts: ["db.localhost"], ...tls })).toEqual({
      "caddy.layer4.:5432.@db": "tls sni db.localhost",
      "caddy.layer4.:5432.@postgres+tls.postgres.tls": "enabled",
      "caddy.layer4.:5432.0_route": "@postgres+tls",
      "caddy.layer4.:5432.0_route.postgres_tls": "",
      "caddy.layer4.:5432.1_route": "@db",
      "caddy.layer4.:5432.1_route.0_tls.connection_policy.alpn": "postgresql",
      "caddy.layer4.:5432.1_route.1_proxy": UPSTREAM,
      "caddy.layer4.:5432.1_route.1_proxy.lb_try_duration": "10s",
      "caddy.layer4.:5432.1_route.1_proxy.lb_try_interval": "50ms",
      caddy_0: "db.localhost",
      "caddy_0.tls": "internal",
      "caddy_0.vars.tcp": "true",
    });
  });
});

test("labels are read back as what they were made of", async () => {
  const tls = { tls: TcpTls.Terminate, startTls: StartTls.Postgres };
  const made = (await labels({ hosts: ["db.localhost"], ...tls })) as Record<string, string>;

  expect(renderLabels(parseLabels(made), "caddy", { modules: ["layer4"] })).toEqual(made);
});

describe("several services behind one entry point", () => {
  const tls = { tls: TcpTls.Terminate, startTls: StartTls.Postgres };

  function entry() {
    const made = entryPoint();
    const usual = { entry: made, image: "postgres:17" };
    new ProxiedTcp("git", { ...usual, port: 2222, containerPort: 22 });
    new ProxiedTcp("one", { ...usual, port: 5432, hosts: ["one.localhost"], ...tls });
    new ProxiedTcp("two", { ...usual, port: 5432, hosts: ["two.localhost"], ...tls });
    new ProxiedService("shop", {
      entry: made,
      image: "shop:1",
      port: 80,
      hosts: ["one.localhost"],
    });
    return made;
  }

  test("share a port by names, and a host with HTTP", () => {
    expect(entry().caddyfile()).toContain(`{
	layer4 {
		:2222 {
			route {
				proxy \\{file./config/gatehouse/git/1}.proxy_net:22 {
					lb_try_duration 10s
					lb_try_interval 50ms
				}
			}
		}
		:5432 {
			@one tls sni one.localhost
			@postgres+tls {
				postgres {
					tls enabled
				}
			}
			@two tls sni two.localhost
			route @postgres+tls {
				postgres_tls
			}
			route @one {
				tls {
					connection_policy {
						alpn postgresql
					}
				}
				proxy \\{file./config/gatehouse/one/1}.proxy_net:5432 {
					lb_try_duration 10s
					lb_try_interval 50ms
				}
			}
			route @two {
				tls {
					connection_policy {
						alpn postgresql
					}
				}
				proxy \\{file./config/gatehouse/two/1}.proxy_net:5432 {
					lb_try_duration 10s
					lb_try_interval 50ms
				}
			}
		}
	}
}
`);
  });

  test("are rows of the route table", () => {
    const rows = entry()
      .routeTable()
      .split("\n")
      .filter((line) => /tcp|:2222|:5432/.test(line));

    expect(rows).toEqual([
      ":2222                             tcp                       git",
      "one.localhost:5432                tcp                       one               tls",
      "two.localhost:5432                tcp                       two               tls",
    ]);
  });
});
