import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { CaddyProxy, type CaddyProxyArgs, ProxyNetwork } from "../../../components";
import { CONTAINER, labelsOf, only, record, useMocks } from "../../support/record";

beforeAll(() => useMocks());

const args = (more: Partial<CaddyProxyArgs>) => ({
  network: new ProxyNetwork("net"),
  labelPrefix: "caddy",
  ...more,
});

const declare = async (more: Partial<CaddyProxyArgs>) => {
  const { declared } = await record(
    (opts: pulumi.ComponentResourceOptions) =>
      new CaddyProxy("caddy", args({ hardened: false, ...more }), opts),
  );
  return only(declared, CONTAINER);
};

describe("the metrics of an entry point", () => {
  test("are on a port of their own that is not published, and in no log", async () => {
    const container = await declare({ metrics: {}, accessLog: {} });

    expect(labelsOf(container)).toEqual({
      "gatehouse.owner": "gatehouse/test",
      "caddy.metrics": "",
      caddy_0: "http://",
      "caddy_0.log": "access",
      "caddy_0.log.format": "json",
      "caddy_0.log.output": "stdout",
      "caddy_0.respond": "404",
      caddy_1: "http://:2020",
      "caddy_1.log_skip": "",
      "caddy_1.metrics": "/metrics",
    });
    const ports = container.props.ports as { internal: number }[];
    expect(ports.map(({ internal }) => internal)).toEqual([443, 443, 80]);
  });

  test("count by host with perHost", async () => {
    expect(labelsOf(await declare({ metrics: { port: 9100, perHost: true } }))).toMatchObject({
      "caddy.metrics.per_host": "",
      caddy_1: "http://:9100",
    });
  });

  test("say when certificates expire, with an image that can tell", async () => {
    const metrics = { certificates: true };
    const image = { modules: ["http.handlers.certificate_metrics"] };

    expect(labelsOf(await declare({ metrics, image }))).toMatchObject({
      "caddy_1.certificate_metrics": "/metrics",
      "caddy_1.metrics": "/metrics",
    });
    expect(() => new CaddyProxy("caddy", args({ metrics }))).toThrow(
      'CaddyProxy "caddy": site "http://:2020": certificate_metrics needs the module ' +
        "http.handlers.certificate_metrics, which the proxy's image lacks. Take an image that has it, such as a " +
        'BuiltCaddyImage, and list it among the proxy\'s modules: ["http.handlers.certificate_metrics"].',
    );
  });

  test.each([
    [
      { port: 443 },
      "metrics.port must differ from httpPort and httpsPort, which are published, got 443.",
    ],
    [{ port: 2019 }, "metrics.port must differ from 2019, Caddy's own API, got 2019."],
    [
      { path: "/m" },
      "metrics.path is not a setting of the metrics. Known: certificates, perHost, port.",
    ],
    [{ perHost: 1 }, "metrics.perHost must be true or false, got 1."],
  ])("are refused: %j", (metrics, message) => {
    expect(() => new CaddyProxy("caddy", args({ metrics } as object))).toThrow(
      `CaddyProxy "caddy": ${message}`,
    );
  });
});
