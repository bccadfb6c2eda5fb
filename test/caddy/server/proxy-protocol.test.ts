import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { CaddyProxy, type CaddyProxyArgs, ProxyNetwork } from "../../../components";
import { globalOption } from "../../../components/labels";
import { parseStackFile } from "../../../program";
import { containerOf, labelsOf, record, useMocks } from "../../support/record";

beforeAll(() => useMocks("dev"));

const args = (more: object): CaddyProxyArgs => ({
  network: new ProxyNetwork("net"),
  labelPrefix: "caddy",
  ...more,
});

describe("the PROXY protocol in front of an entry point", () => {
  test("comes before TLS, from the allowed ranges", async () => {
    const more = {
      proxyProtocol: { allow: ["192.0.2.10", "2001:db8::1", "10.0.0.0/8"] },
      trustedProxies: { ranges: ["192.0.2.11"] },
    };
    const { declared } = await record(
      (opts: pulumi.ComponentResourceOptions) => new CaddyProxy("caddy", args(more), opts),
    );

    expect(labelsOf(containerOf(declared, "caddy"))).toMatchObject({
      "caddy.servers.listener_wrappers.proxy_protocol.allow":
        "192.0.2.10/32 2001:db8::1/128 10.0.0.0/8",
      "caddy.servers.listener_wrappers.tls": "",
      "caddy.servers.trusted_proxies": "static 192.0.2.11",
      "caddy.servers.trusted_proxies_strict": "",
    });
  });

  test("is a setting of the stack's file", () => {
    const proxyProtocol = { allow: ["192.0.2.10"] };

    expect(parseStackFile({ proxy: { proxyProtocol } }).args.proxy.proxyProtocol).toEqual(
      proxyProtocol,
    );
  });

  test.each<[object, string]>([
    [{}, 'proxyProtocol.allow must be an array such as ["192.0.2.10"], got nothing.'],
    [{ allow: [] }, 'proxyProtocol.allow must be an array such as ["192.0.2.10"], got [].'],
    [
      { allow: ["private_ranges"] },
      'proxyProtocol.allow[0] must be an IP address or a CIDR range, such as "192.0.2.10", got "private_ranges".',
    ],
    [
      { allow: ["0.0.0.0/0"] },
      "proxyProtocol.allow[0] must be no wider than /8, or /7 in IPv6: every client in it could claim any " +
        'address. Name the proxies, or write wideRanges with the reason, got "0.0.0.0/0".',
    ],
  ])("is refused: %j", (proxyProtocol, message) => {
    expect(() => new CaddyProxy("caddy", args({ proxyProtocol }))).toThrow(
      `CaddyProxy "caddy": ${message}`,
    );
  });

  test("is refused beside other wrappers of listeners", () => {
    const wrappers = { name: "listener_wrappers", args: [], block: [globalOption("tls")] };
    const global = [{ name: "servers", args: [":443"], block: [wrappers] }];
    const both = { proxyProtocol: { allow: ["192.0.2.10"] }, routing: { global } };

    expect(() => new CaddyProxy("caddy", args(both))).toThrow(
      'CaddyProxy "caddy": proxyProtocol must not stand beside servers of routing.global that have ' +
        "listener_wrappers: Caddy would take one of the two. Drop it there.",
    );
  });
});
