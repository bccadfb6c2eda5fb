import { X509Certificate } from "node:crypto";
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { Authority } from "../../components/resources/authority";

const require = createRequire(__filename);
/** Loads a provider's text as Pulumi's process of the dynamic providers does. */
const requireFromString: (text: string) => { handler(): pulumi.dynamic.ResourceProvider } = require(
  createRequire(require.resolve("@pulumi/pulumi")).resolve("require-from-string"),
);

test("a resource's state names its provider, which Pulumi loads from it", async () => {
  const created: Record<string, unknown>[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ inputs }) => {
      created.push(inputs);
      return { id: "id", state: inputs };
    },
    call: () => ({}),
  });
  class Parent extends pulumi.ComponentResource {}
  const authority = new Authority("caddy", new Parent("test:index:Parent", "parent", {}));
  await new Promise((resolve) => authority.urn.apply(resolve));

  const text = String(created.find(({ __provider: found }) => found)?.__provider);
  const { outs } = await requireFromString(text)
    .handler()
    .create({ commonName: "shop/prod caddy" });

  expect(text.length).toBeLessThan(120);
  expect(new X509Certificate(outs?.certificate).subject).toBe("CN=shop/prod caddy");
});
