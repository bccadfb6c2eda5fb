import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, test } from "vitest";
import { CaddyProxy, ProxiedService, ProxyNetwork } from "../../components";
import { stackId } from "../../components/declare/stack-id";
import { STACK_LABEL } from "../../components/docker/containers/stack-label";
import { CONTAINER, NETWORK, useMocks, VOLUME } from "../support/record";

beforeAll(() => useMocks());

const idOf = (output: pulumi.Output<string>) => new Promise<string>((done) => output.apply(done));

test("each container, network and volume has the id of its stack", async () => {
  const seen: pulumi.ResourceTransformationArgs[] = [];
  const network = new ProxyNetwork("net", {}, { transformations: [watch(seen)] });
  const entry = new CaddyProxy("caddy", { network }, { transformations: [watch(seen)] });
  const shop = { entry, image: "shop:1", port: 80, hosts: ["shop.localhost"] };
  new ProxiedService(
    "shop",
    { ...shop, volumes: [{ source: "data", target: "/data" }] },
    {
      transformations: [watch(seen)],
    },
  );
  await idOf(network.networkId);
  const made = seen.filter(({ type }) => [CONTAINER, NETWORK, VOLUME].includes(type));
  const id = await idOf(stackId());
  const labels = await Promise.all(
    made.map(({ props }) => new Promise((done) => pulumi.output(props.labels).apply(done))),
  );

  expect(made).toHaveLength(8);
  expect(labels).toEqual(
    made.map(() => expect.arrayContaining([{ label: STACK_LABEL, value: id }])),
  );
});

const watch =
  (seen: pulumi.ResourceTransformationArgs[]): pulumi.ResourceTransformation =>
  (args) => {
    seen.push(args);
    return undefined;
  };

test("the first id is the same in preview and up, and another one in another backend", async () => {
  const before = process.env.PULUMI_BACKEND_URL;
  const idAt = (url: string) => {
    process.env.PULUMI_BACKEND_URL = url;
    return idOf(stackId());
  };
  try {
    expect(await idAt("s3://one")).toMatch(/^[0-9a-f]{16}$/);
    expect(await idAt("s3://one")).toBe(await idAt("s3://one"));
    expect(await idAt("s3://two")).not.toBe(await idAt("s3://one"));
  } finally {
    if (before === undefined) delete process.env.PULUMI_BACKEND_URL;
    else process.env.PULUMI_BACKEND_URL = before;
  }
});
