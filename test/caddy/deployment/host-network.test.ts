import { beforeAll, expect, test } from "vitest";
import { CaddyProxy, LabelsOn, ProxiedService, ProxyNetwork, Publish } from "../../../components";
import { CONTAINER, labelsOf, record, useMocks } from "../../support/record";

beforeAll(() => useMocks());

const labels = async (publish: Publish) => {
  const { declared } = await record((opts) => {
    const network = new ProxyNetwork("net");
    const entry = new CaddyProxy("caddy", { network, publish, labelPrefix: "caddy" });
    const shop = { image: "shop:1", port: 8080, hosts: ["shop.localhost"] };
    return new ProxiedService("shop", { entry, labelsOn: LabelsOn.Container, ...shop }, opts);
  });
  const container = declared.find(({ type }) => type === CONTAINER);
  return container && labelsOf(container);
};

test("on the host's network, a site closes its clients' connections in an upgrade of the proxy", async () => {
  expect(await labels(Publish.HostNetwork)).toMatchObject({
    "caddy.@mf00fbaaae66186a2.vars": "{http.shutting_down} true",
    "caddy.header": "@mf00fbaaae66186a2",
    "caddy.header.Connection": "close",
  });
});

test("a site closes no connections where the old proxy stops before the new one starts", async () => {
  expect(Object.keys((await labels(Publish.Ports)) ?? {})).not.toContain("caddy.header");
});
