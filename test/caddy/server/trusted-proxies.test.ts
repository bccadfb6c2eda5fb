import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { CaddyProxy, type CaddyProxyArgs, DeployMode, ProxyNetwork } from "../../../components";
import { globalOptions } from "../../../components/labels";
import { parseStackFile } from "../../../program";
import { containerOf, labelsOf, only, record, SWARM_ROUTE, useMocks } from "../../support/record";

beforeAll(() => useMocks("dev"));

const args = (more: Partial<CaddyProxyArgs>) => ({
  network: new ProxyNetwork("net"),
  labelPrefix: "caddy",
  ...more,
});

/** The labels of the entry point's options of servers. */
const declare = async (more: Partial<CaddyProxyArgs>) => {
  const { declared } = await record(
    (opts: pulumi.ComponentResourceOptions) => new CaddyProxy("caddy", args(more), opts),
  );
  const labels = Object.entries(labelsOf(containerOf(declared, "caddy")));
  return Object.fromEntries(labels.filter(([key]) => key.includes("servers")));
};

const LIST = { ranges: ["192.0.2.10", "private_ranges"] };

describe("the trusted proxies of an entry point", () => {
  test.each<[string, Partial<CaddyProxyArgs>]>([
    ["a server and a controller", {}],
    ["one container", { hardened: false }],
    ["the host's network", { publish: "host-network" }],
  ])("are an option of all servers, read strictly: %s", async (_how, more) => {
    expect(await declare({ trustedProxies: LIST, ...more })).toEqual({
      "caddy.servers.trusted_proxies": "static 192.0.2.10 private_ranges",
      "caddy.servers.trusted_proxies_strict": "",
    });
  });

  test("are an option of all servers in a Swarm", async () => {
    const network = new ProxyNetwork("net", { mode: DeployMode.Swarm });
    const swarm = args({ network, address: "0.0.0.0", trustedProxies: LIST });
    const { declared } = await record(
      (opts: pulumi.ComponentResourceOptions) => new CaddyProxy("caddy", swarm, opts),
    );

    expect(only(declared, SWARM_ROUTE).props.labels).toMatchObject({
      "caddy.servers.trusted_proxies": "static 192.0.2.10 private_ranges",
    });
  });

  test("can be the list of a module, with another header", async () => {
    const trustedProxies = {
      source: { name: "cloudflare", options: { interval: "12h" } },
      clientIpHeaders: ["Cf-Connecting-Ip", "X-Forwarded-For"],
      strict: false,
    };

    expect(
      await declare({ trustedProxies, image: { modules: ["http.ip_sources.cloudflare"] } }),
    ).toEqual({
      "caddy.servers.client_ip_headers": "Cf-Connecting-Ip X-Forwarded-For",
      "caddy.servers.trusted_proxies": "cloudflare",
      "caddy.servers.trusted_proxies.interval": "12h",
    });
  });

  test("join the options of servers in the routing, of each address", async () => {
    const [plain] = globalOptions({ servers: { maxHeaderSize: "8KB" } });
    const [general] = globalOptions({ servers: { keepaliveInterval: "30s" } });
    const global = [plain, general].flatMap((each, index) =>
      each === undefined ? [] : [{ ...each, args: index === 0 ? [":80"] : [] }],
    );

    expect(
      await declare({ trustedProxies: { ranges: ["192.0.2.10"] }, routing: { global } }),
    ).toEqual({
      "caddy.0_servers": ":80",
      "caddy.0_servers.max_header_size": "8KB",
      "caddy.0_servers.trusted_proxies": "static 192.0.2.10",
      "caddy.0_servers.trusted_proxies_strict": "",
      "caddy.1_servers.keepalive_interval": "30s",
      "caddy.1_servers.trusted_proxies": "static 192.0.2.10",
      "caddy.1_servers.trusted_proxies_strict": "",
    });
  });

  test("are a setting of the stack's file", () => {
    const { args: program } = parseStackFile({ proxy: { trustedProxies: LIST } });

    expect(program.proxy.trustedProxies).toEqual(LIST);
    expect(() => parseStackFile({ proxy: { trustedProxies: { ranges: ["0.0.0.0/0"] } } })).toThrow(
      `Pulumi.dev.yaml: gatehouse:proxy.trustedProxies.ranges[0] ${WIDE}, got "0.0.0.0/0".`,
    );
  });

  const WIDE =
    "must be no wider than /8, or /7 in IPv6: every client in it could claim any address. Name the " +
    "proxies, or write wideRanges with the reason";

  test.each<[object, string]>([
    [
      {},
      'trustedProxies must have either ranges, such as ["192.0.2.10"], or a source, such as { name: "cloudflare" }, got {}.',
    ],
    [
      { ranges: ["192.0.2.10"], source: { name: "cloudflare" } },
      'trustedProxies must have either ranges, such as ["192.0.2.10"], or a source, such as { name: "cloudflare" }, got {"ranges":["192.0.2.10"],"source":{"name":"cloudflare"}}.',
    ],
    [{ ranges: ["::/0"] }, `trustedProxies.ranges[0] ${WIDE}, got "::/0".`],
    [
      { ranges: ["10.0.0.0/8", "128.0.0.0/1"] },
      `trustedProxies.ranges[1] ${WIDE}, got "128.0.0.0/1".`,
    ],
    [
      { ranges: ["lb.example.com"] },
      'trustedProxies.ranges[0] must be an IP address or a CIDR range, such as "10.0.0.0/8", got "lb.example.com".',
    ],
    [
      { ranges: ["192.0.2.10"], clientIpHeaders: ["X-Real-Ip", "x-real-ip"] },
      'trustedProxies.clientIpHeaders must name each header once, got ["X-Real-Ip","x-real-ip"].',
    ],
    [
      { source: { name: "cloud flare" } },
      'trustedProxies.source.name must be the name of a module in http.ip_sources, such as "cloudflare", got "cloud flare".',
    ],
    [
      { source: { name: "cloudflare" } },
      "global option.servers.trusted_proxies needs the module http.ip_sources.cloudflare, which the proxy's image lacks; of http.ip_sources it has static. Take an image that has it, and list it among the proxy's modules: [\"http.ip_sources.cloudflare\"].",
    ],
  ])("are refused: %j", (trustedProxies, message) => {
    expect(() => new CaddyProxy("caddy", args({ trustedProxies } as object))).toThrow(
      `CaddyProxy "caddy": ${message}`,
    );
  });

  test("may be a wide range with the reason", async () => {
    const wide = { ranges: ["0.0.0.0/0"], wideRanges: "a firewall admits the CDN only" };

    expect(await declare({ trustedProxies: wide })).toMatchObject({
      "caddy.servers.trusted_proxies": "static 0.0.0.0/0",
    });
  });

  test("are no private ranges where Docker's userland proxy gives clients a private address", async () => {
    const wrong = { trustedProxies: LIST, address: "::" };

    expect(() => new CaddyProxy("caddy", args(wrong))).toThrow(
      'CaddyProxy "caddy": trustedProxies.ranges must not have private_ranges where address is IPv6: to the ' +
        "proxy, Docker gives every client there a private address. Name the proxies, or write publish: " +
        '"host-network", got ["192.0.2.10","private_ranges"].',
    );
    expect(await declare({ ...wrong, publish: "host-network" })).toHaveProperty([
      "caddy.servers.trusted_proxies",
    ]);
  });

  test("are refused beside the same options in the routing, in one message", () => {
    const servers = { trustedProxies: ["192.0.2.10"], clientIpHeaders: ["X-Real-Ip"] };
    const both = { trustedProxies: LIST, routing: { global: globalOptions({ servers }) } };

    expect(() => new CaddyProxy("caddy", args(both))).toThrow(
      'CaddyProxy "caddy": trustedProxies must not stand beside servers of routing.global that have ' +
        "trusted_proxies and client_ip_headers: Caddy would take one of the two. Drop it there.",
    );
  });
});
