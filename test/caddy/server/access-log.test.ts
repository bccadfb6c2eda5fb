import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { CaddyProxy, type CaddyProxyArgs, ProxyNetwork } from "../../../components";
import { log, logSkip, site } from "../../../components/labels";
import { CONTAINER, labelsOf, only, record, useMocks } from "../../support/record";

beforeAll(() => useMocks());

const args = (more: Partial<CaddyProxyArgs>) => ({
  network: new ProxyNetwork("net"),
  labelPrefix: "caddy",
  ...more,
});

describe("the access log of an entry point", () => {
  test("covers its own sites, and those of services without a log of their own", async () => {
    const accessLog = { redact: { requestHeaders: ["x-api-key"], query: ["token"] } };
    const routing = {
      sites: [
        site("http://a.localhost").respond("a"),
        site("http://b.localhost")
          .respond("b")
          .with(log({ output: "stderr" })),
        site("http://c.localhost").respond("c").with(logSkip()),
      ],
    };
    const { declared, value: entry } = await record(
      (opts: pulumi.ComponentResourceOptions) =>
        new CaddyProxy("caddy", args({ hardened: false, accessLog, routing }), opts),
    );

    const written = (prefix: string) => ({
      [`${prefix}.log`]: "access",
      [`${prefix}.log.format`]: "filter",
      [`${prefix}.log.format.fields.request>headers>X-Api-Key`]: "delete",
      [`${prefix}.log.format.fields.request>uri`]: "query",
      [`${prefix}.log.format.fields.request>uri.replace`]: "token REDACTED",
      [`${prefix}.log.format.wrap`]: "json",
      [`${prefix}.log.output`]: "stdout",
    });
    expect(labelsOf(only(declared, CONTAINER))).toEqual({
      "gatehouse.owner": "gatehouse/test",
      caddy_0: "http://",
      "caddy_0.respond": "404",
      ...written("caddy_0"),
      caddy_1: "http://a.localhost",
      "caddy_1.respond": "a",
      ...written("caddy_1"),
      caddy_2: "http://b.localhost",
      "caddy_2.respond": "b",
      "caddy_2.log.output": "stderr",
      caddy_3: "http://c.localhost",
      "caddy_3.respond": "c",
      "caddy_3.log_skip": "",
    });
    const service = entry.routes.labels("ProxiedService", "shop", {
      sites: [site("http://shop.localhost").respond("shop")],
    });
    expect(service).toEqual({
      caddy: "http://shop.localhost",
      "caddy.respond": "shop",
      ...written("caddy"),
    });
  });

  test("is refused with every mistake", () => {
    const accessLog = { file: { path: "access.log" }, sampling: { first: 0 } };

    expect(() => new CaddyProxy("caddy", args({ accessLog }))).toThrow(
      [
        'CaddyProxy "caddy": 2 problems',
        '  - accessLog.file.path must be an absolute path in the proxy\'s container, such as "/data/shop.log", got "access.log".',
        "  - accessLog.sampling.first must be an integer of at least 1, got 0.",
      ].join("\n"),
    );
  });
});
