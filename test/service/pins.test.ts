import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import {
  CaddyProxy,
  ProxiedService,
  type ProxiedServiceArgs,
  ProxiedTcp,
  ProxyNetwork,
} from "../../components";
import { containerOf, IMAGE, only, ROUTE, record, useMocks } from "../support/record";

beforeAll(() => useMocks());

afterEach(() => {
  pulumi.runtime.setAllConfig({});
  vi.restoreAllMocks();
});

const pin = (releases: unknown) =>
  pulumi.runtime.setConfig("gatehouse:releases", JSON.stringify(releases));

const declare = (args: Partial<ProxiedServiceArgs> = {}) =>
  record((opts) => {
    const entry = new CaddyProxy("caddy", { network: new ProxyNetwork("net") });
    const usual = { entry, image: "shop:2", port: 8080, hosts: ["shop.localhost"] };
    return new ProxiedService("shop", { ...usual, ...args }, opts);
  });

const DIGEST = `sha256:${"a".repeat(64)}`;

test("the state keeps no option that only the deployment knows", async () => {
  const environment = { A: "1", PASSWORD: pulumi.secret("hush") };

  const { declared } = await declare({ environment });

  expect(only(declared, ROUTE).props.releaseOptions).toEqual({ "environment.A": "1", port: 8080 });
});

describe("a ProxiedTcp", () => {
  const declareTcp = () =>
    record((opts) => {
      const network = new ProxyNetwork("net");
      const entry = new CaddyProxy("caddy", {
        ...{ network, image: { modules: ["layer4"] }, tcpPorts: [2222] },
      });
      const args = { entry, image: "git:2", port: 2222, containerPort: 23 };
      return new ProxiedTcp("git", { ...args, environment: { A: "1" } }, opts);
    });

  test("keeps its releases in the state, without the port of the entry point", async () => {
    const { declared } = await declareTcp();

    expect(only(declared, ROUTE).props).toMatchObject({
      release: { image: "git:2", imageId: "sha256:caddy/git:2" },
      releaseOptions: { "environment.A": "1", containerPort: 23 },
    });
  });

  test("has the release that the stack's configuration pins", async () => {
    const warned = vi.spyOn(pulumi.log, "warn");
    const options = JSON.stringify({ containerPort: 22, "environment.A": null });
    pin({ git: { image: `git@${DIGEST}`, options } });

    const { value, declared } = await declareTcp();

    expect(value.upstream).toMatch(/:22$/);
    expect(containerOf(declared, "git").props).toMatchObject({
      image: "sha256:caddy/git@aaaaaaaaaaaa",
      envs: [],
    });
    expect(warned).toHaveBeenCalledOnce();
  });
});

describe("a release that the stack's configuration pins", () => {
  test("replaces the image of the program, and each preview says so", async () => {
    const warned = vi.spyOn(pulumi.log, "warn");
    pin({ shop: { image: `shop@${DIGEST}` } });

    const { declared } = await declare();

    expect(only(declared, IMAGE)).toMatchObject({
      name: "caddy/shop@aaaaaaaaaaaa",
      props: { name: `shop@${DIGEST}` },
    });
    expect(containerOf(declared, "shop").props.image).toBe("sha256:caddy/shop@aaaaaaaaaaaa");
    expect(warned.mock.calls.map(([text]) => text)).toEqual([
      `gatehouse:releases of stack "test" pins its release to image shop@${DIGEST}, whatever the program has. ` +
        "To end that: gatehouse rollback --clear shop",
    ]);
  });

  test("replaces a build, by the id of an image of the Docker host", async () => {
    pin({ shop: { image: DIGEST } });

    const { declared } = await declare({ image: undefined, build: { context: "." } });

    expect(only(declared, IMAGE)).toMatchObject({
      name: "caddy/sha256:aaaaaaaaaaaa",
      props: { name: DIGEST, keepLocally: true },
    });
  });

  test("replaces options that differed, and removes those that it did not have", async () => {
    const options = { "environment.A": "1", "environment.B": null, command: null, port: 80 };
    pin({ shop: { image: "shop:1", options: JSON.stringify(options) } });

    const { declared, value } = await declare({
      command: ["serve"],
      environment: { A: "2", B: "2", C: "2" },
    });

    const { envs, command } = containerOf(declared, "shop").props;
    expect({ envs, command }).toEqual({ envs: ["A=1", "C=2"], command: undefined });
    expect(value.upstream).toMatch(/:80$/);
    expect(only(declared, ROUTE).props).toMatchObject({
      release: { image: "shop:1", imageId: "sha256:caddy/shop:1" },
      releaseOptions: { "environment.A": "1", "environment.C": "2", port: 80 },
    });
  });

  test("leaves other services alone", async () => {
    pin({ chat: { image: "chat:1" } });

    const { declared } = await declare();

    expect(only(declared, IMAGE).props.name).toBe("shop:2");
  });

  test.each([
    [
      { shop: { image: "shop 1" } },
      "Pulumi.test.yaml: gatehouse:releases.shop.image must be an image reference, such as " +
        '"traefik/whoami:v1.11.0@sha256:…", got "shop 1".',
    ],
    [
      { shop: { image: "shop:1", port: 1 } },
      "Pulumi.test.yaml: gatehouse:releases.shop.port is not a part of a release. Known: image, options.",
    ],
    [
      { shop: { image: "shop:1", options: '{"volumes":[]}' } },
      "Pulumi.test.yaml: gatehouse:releases.shop.options must be JSON of options of a release, as gatehouse " +
        "rollback writes it (its value is a secret and not shown).",
    ],
    [
      "shop:1",
      "Pulumi.test.yaml: gatehouse:releases must be an object by service, such as " +
        '{ shop: { image: "shop:1.4.1@sha256:…" } }, got "shop:1".',
    ],
  ])("is refused: %j", async (releases, message) => {
    pin(releases);

    await expect(declare()).rejects.toThrow(message);
  });
});
