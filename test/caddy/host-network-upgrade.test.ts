import { beforeAll, expect, test } from "vitest";
import { CaddyProxy, LabelsOn, ProxiedService, ProxyNetwork, Publish } from "../../components";
import { CONTAINER, labelsOf, record, useMocks } from "../support/record";

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

test("a site ends its clients' connections while its proxy hands over", async () => {
  expect(await labels(Publish.HostNetwork)).toMatchObject({
    "caddy.@mf00fbaaae66186a2.vars": "{http.shutting_down} true",
    "caddy.header": "@mf00fbaaae66186a2",
    "caddy.header.Connection": "close",
  });
});

test("a site says nothing of it where the proxy can't hand over", async () => {
  expect(Object.keys((await labels(Publish.Ports)) ?? {})).not.toContain("caddy.header");
});
