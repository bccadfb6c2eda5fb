import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  BuiltCaddyImage,
  type BuiltCaddyImageArgs,
  CaddyProxy,
  images,
  ProxyNetwork,
} from "../../../components";
import { RouteRegistry } from "../../../components/caddy/routing/route-registry";
import {
  directive,
  globalOption,
  IMAGE_MODULES,
  type Routing,
  site,
} from "../../../components/labels";
import type { Brought } from "../../../components/resources/built-image/brought";
import { CONTAINER, IMAGE, only, record, useMocks } from "../../support/record";

const BUILT = "pulumi-nodejs:dynamic/gatehouse:BuiltImage";

beforeAll(() => useMocks());

const declare = async (args?: BuiltCaddyImageArgs) => {
  const { value, declared } = await record((opts) => new BuiltCaddyImage("image", args, opts));
  return { value, image: only(declared, BUILT) };
};

describe("BuiltCaddyImage", () => {
  test("is built from the project's own modules, under a tag that is a hash of them", async () => {
    const { value, image } = await declare();

    expect(image).toEqual({
      type: BUILT,
      name: "image",
      props: {
        docker: { url: expect.any(String) },
        stack: expect.stringMatching(/^[0-9a-f]{16}$/),
        reference: expect.stringMatching(/^gatehouse\.local\/caddy:[0-9a-f]{12}$/),
        goImage: images.go,
        goModules: [],
      },
      opts: { parent: "image" },
    });
    expect(await known(value.reference)).toBe(image.props.reference);
    expect(value.modules).toEqual([
      "http.handlers.rate_limit",
      "http.handlers.cache",
      "http.handlers.bounded_cache",
      "http.handlers.certificate_metrics",
    ]);
  });

  test("has all its sources, and a Dockerfile that copies them", () => {
    const folder = resolve(__dirname, "../../../toolchain/caddy");
    const dockerfile = readFileSync(join(folder, "image.Dockerfile"), "utf8");
    const copied = [
      ...dockerfile.matchAll(/^COPY (?!--from)(.*) (?:\.|boundedcache|certificates|modules)\/$/gm),
    ].flatMap(([, files = ""]) => files.split(" "));
    const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((file) => file.replaceAll("\\", "/"))
      .filter((file) => /\.(go|mod|sum)$/.test(file) && !file.endsWith("_test.go"));

    expect(copied.sort()).toEqual(sources.sort());
    expect(copied.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
  });

  test("is the same image when the Go image comes from a mirror", async () => {
    const usual = await declare();
    const { image } = await declare({ mirror: "registry.example.com/mirror" });

    expect(image.props).toEqual({
      ...usual.image.props,
      goImage: `registry.example.com/mirror/docker.io/library/${images.go}`,
    });
  });

  test("is another image with a name, a Go image and a platform of its own", async () => {
    const given = {
      repository: "registry.example.com/caddy",
      goImage: "mirror.example.com/golang:1.26.8-alpine",
      platform: "linux/arm64",
    };
    const { image } = await declare(given);
    const usual = await declare({ repository: given.repository });

    expect(image.props).toMatchObject({
      reference: expect.stringMatching(/^registry\.example\.com\/caddy:[0-9a-f]{12}$/),
      platform: "linux/arm64",
      goImage: given.goImage,
    });
    expect(image.props.reference).not.toBe(usual.image.props.reference);
  });

  test("is another image with a Go module, and with another version of it", async () => {
    const images = await Promise.all(
      [[], ["github.com/mholt/caddy-l4@v0.1.2"], ["github.com/mholt/caddy-l4@v0.1.3"]].map(
        (modules) => declare({ modules }),
      ),
    );

    expect(images[1]?.image.props.goModules).toEqual(["github.com/mholt/caddy-l4@v0.1.2"]);
    expect(new Set(images.map(({ image }) => image.props.reference)).size).toBe(3);
  });

  test("is the image that an entry point runs, once it is built", async () => {
    const { declared } = await record((opts) => {
      const image = new BuiltCaddyImage("image", {}, opts);
      const network = new ProxyNetwork("net");
      return new CaddyProxy("caddy", { network, image, hardened: false }, opts);
    });
    const built = declared.find(({ type }) => type === BUILT);
    const run = declared.find(({ type, name }) => type === IMAGE && name === "caddy-image");

    expect(run?.props.name).toBe(built?.props.reference);
    expect(only(declared, CONTAINER).props.image).toBe("sha256:caddy-image");
  });

  test("is refused with every mistake", () => {
    const args = { repository: "Caddy:1", goImage: "golang latest", platform: "windows" };

    expect(() => new BuiltCaddyImage("image", args)).toThrow(
      [
        'BuiltCaddyImage "image": 3 problems',
        '  - repository must be the name of an image without tag and digest, such as "registry.example.com/caddy", got "Caddy:1".',
        '  - goImage must be an image reference, such as "traefik/whoami:v1.11.0@sha256:…", got "golang latest".',
        '  - platform must be a platform of Docker\'s, such as "linux/amd64" or "linux/arm64", got "windows".',
      ].join("\n"),
    );
  });
});

describe("Go modules", () => {
  const refusal = (modules: unknown[]) => {
    const args = { modules } as BuiltCaddyImageArgs;
    try {
      new BuiltCaddyImage("image", args);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const L4 = "github.com/mholt/caddy-l4";
  const FORM =
    'must be the path of a Go module, or of a package in it, and its version, such as "github.com/mholt/caddy-l4@v0.1.2"';
  const exact = (path: string) =>
    `must have an exact version, as in "${path}@v1.2.3" (https://pkg.go.dev/${path}?tab=versions lists them)`;

  test.each([
    [[L4], `[0] ${exact(L4)}, got "${L4}".`],
    [[`${L4}@latest`], `[0] ${exact(L4)}, got "${L4}@latest".`],
    [[`${L4}@v1`], `[0] ${exact(L4)}, got "${L4}@v1".`],
    [["caddy-l4@v0.1.2"], `[0] ${FORM}, got "caddy-l4@v0.1.2".`],
    [[`-x ${L4}@v0.1.2`], `[0] ${FORM}, got "-x ${L4}@v0.1.2".`],
    [[4], `[0] ${FORM}, got 4.`],
    [
      [`${L4}@v0.1.2`, `${L4}@v0.1.1`],
      `[1] must differ from the others in its path, but there is "${L4}@v0.1.2", got "${L4}@v0.1.1".`,
    ],
    [
      ["github.com/mholt/caddy-ratelimit@v0.1.0"],
      '[0] must be left out, since every image has github.com/mholt/caddy-ratelimit v0.1.0, got "github.com/mholt/caddy-ratelimit@v0.1.0".',
    ],
    [
      ["github.com/caddyserver/caddy/v2/modules/caddytls@v2.11.0"],
      '[0] must be left out, since every image has github.com/caddyserver/caddy/v2 v2.11.9, got "github.com/caddyserver/caddy/v2/modules/caddytls@v2.11.0".',
    ],
  ])("%j are refused", (modules, message) => {
    expect(refusal(modules)).toBe(`BuiltCaddyImage "image": modules${message}`);
  });
});

describe("a route behind an image with Go modules", () => {
  const LISTED = { modules: ["layer4"], directives: ["echo", "security", "respond", "acme_ca"] };
  const unbuilt = { apply: () => undefined } as unknown as pulumi.Output<Brought>;
  const built = {
    apply: (check: (listed: Brought) => void) => check(LISTED),
  } as unknown as pulumi.Output<Brought>;
  const labels = (brought: pulumi.Output<Brought>, routing: Routing) => {
    const surroundings = { modules: IMAGE_MODULES, incomplete: true };
    const registry = new RouteRegistry("caddy", surroundings, undefined, brought);
    return registry.labels("ProxiedService", "web", routing);
  };
  const using = (...names: string[]) => ({
    sites: [site("http://a.localhost", ...names.map((name) => directive(name)))],
  });

  test("may have any directive before the image is built", () => {
    expect(labels(unbuilt, using("ecko"))).toEqual({
      caddy: "http://a.localhost",
      "caddy.ecko": "",
    });
  });

  test("may have the directives that its binary lists, and no others", () => {
    expect(() => labels(built, using("echo"))).not.toThrow();
    expect(() => labels(built, { global: [globalOption("security")] })).not.toThrow();
    expect(() => labels(built, using("ecko", "acme_ca"))).toThrow(
      [
        'ProxiedService "web": 2 problems',
        `  - site "http://a.localhost": must not have "acme_ca", which Caddy doesn't know here.`,
        `  - site "http://a.localhost": must not have "ecko", which Caddy doesn't know here.`,
      ].join("\n"),
    );
  });

  test("may name the modules that its binary lists, and no others", () => {
    const provider = (name: string) => ({ global: [globalOption("acme_dns", name)] });

    expect(() => labels(unbuilt, provider("cloudflare"))).not.toThrow();
    expect(() => labels(built, provider("cloudflare"))).toThrow(
      /needs the module dns\.providers\.cloudflare, which the proxy's image lacks/,
    );
  });
});

function known<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((done) => output.apply((value) => done(value)));
}
