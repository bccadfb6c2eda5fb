import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  BuiltCaddyImage,
  CaddyProxy,
  type CaddyProxyArgs,
  images,
  ProxiedService,
  ProxyNetwork,
  Toxiproxy,
  Whoami,
} from "../../components";
import { IMAGE, record, useMocks } from "../support/record";

beforeAll(() => useMocks());

const MIRROR = "registry.example.com/mirror";

const entryPoint = (args: Partial<CaddyProxyArgs>) =>
  new CaddyProxy("caddy", { network: new ProxyNetwork("net"), mirror: MIRROR, ...args });

/** The references of all images that such a program declares, by resource. */
async function deployed(
  declare: (opts: pulumi.ComponentResourceOptions) => unknown,
): Promise<Record<string, unknown>> {
  const { declared } = await record((opts) => {
    class Program extends pulumi.ComponentResource {
      constructor() {
        super("test:index:Program", "program", {}, opts);
        declare({ parent: this });
      }
    }
    return new Program();
  });
  const found = declared.filter(({ type }) => type === IMAGE);
  return Object.fromEntries(found.map(({ name, props }) => [name, props.name]));
}

describe("a mirror", () => {
  test("has every image of an entry point and of the components behind it", async () => {
    const found = await deployed((opts) => {
      const entry = new CaddyProxy(
        "caddy",
        { network: new ProxyNetwork("net"), mirror: MIRROR },
        opts,
      );
      new Whoami("whoami", { entry, hosts: ["whoami.localhost"] }, opts);
      new Toxiproxy("toxiproxy", { entry }, opts);
      const shop = { entry, port: 8080, hosts: ["shop.localhost"] };
      const canary = { image: pulumi.output("localhost:5000/shop:2"), weight: 10 };
      new ProxiedService("shop", { ...shop, image: "ghcr.io/example/shop:1", canary }, opts);
    });

    expect(found).toEqual({
      "caddy-image": `${MIRROR}/docker.io/${images.caddy}`,
      [`caddy/${images.whoami.replace(/@sha256:(.{12}).*/, "@$1")}`]: `${MIRROR}/docker.io/${images.whoami}`,
      "toxiproxy-image": `${MIRROR}/${images.toxiproxy}`,
      "caddy/ghcr.io/example/shop:1": `${MIRROR}/ghcr.io/example/shop:1`,
      "shop-canary-image": `${MIRROR}/localhost_5000/shop:2`,
    });
  });

  test("is not used for an image that is built on the Docker host", async () => {
    const found = await deployed((opts) => {
      const repository = "registry.example.org/caddy";
      const image = new BuiltCaddyImage("built", { repository, mirror: MIRROR }, opts);
      new CaddyProxy("caddy", { network: new ProxyNetwork("net"), mirror: MIRROR, image }, opts);
    });

    expect(found["caddy-image"]).toMatch(/^registry\.example\.org\/caddy:[0-9a-f]{12}$/);
  });

  test("is refused when it is not a registry with a path", () => {
    const rule =
      'mirror must be a registry and a path on it, without "https://", such as "registry.example.com/mirror"';

    for (const mirror of ["https://registry.example.com", "registry", "r.example.com/Mirror/"]) {
      expect(() => entryPoint({ mirror })).toThrow(
        `CaddyProxy "caddy": ${rule}, got ${JSON.stringify(mirror)}.`,
      );
    }
    expect(() => new BuiltCaddyImage("built", { mirror: "registry" })).toThrow(
      `BuiltCaddyImage "built": ${rule}, got "registry".`,
    );
  });
});
