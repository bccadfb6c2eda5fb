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
} from "../../components";
import { CONTAINER, IMAGE, only, record, useMocks } from "../support/record";

beforeAll(() => useMocks());

const declare = async (args?: BuiltCaddyImageArgs) => {
  const { value, declared } = await record((opts) => new BuiltCaddyImage("image", args, opts));
  return { value, image: only(declared, IMAGE) };
};

describe("BuiltCaddyImage", () => {
  test("is built from the project's own modules, under a tag that is a hash of them", async () => {
    const { value, image } = await declare();

    expect(image).toEqual({
      type: IMAGE,
      name: "image",
      props: {
        name: expect.stringMatching(/^gatehouse\.local\/caddy:[0-9a-f]{12}$/),
        keepLocally: true,
        build: {
          context: "toolchain/caddy",
          dockerfile: "image.Dockerfile",
          buildArgs: { GO_IMAGE: images.go },
        },
      },
      opts: { parent: "image" },
    });
    expect(await known(value.reference)).toBe(image.props.name);
    expect(value.modules).toEqual([
      "http.handlers.rate_limit",
      "http.handlers.cache",
      "http.handlers.bounded_cache",
    ]);
  });

  test("has all its sources, and a Dockerfile that copies them", () => {
    const folder = resolve(__dirname, "../../toolchain/caddy");
    const dockerfile = readFileSync(join(folder, "image.Dockerfile"), "utf8");
    const copied = [
      ...dockerfile.matchAll(/^COPY (?!--from)(.*) (?:\.|boundedcache)\/$/gm),
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
      build: {
        context: "toolchain/caddy",
        dockerfile: "image.Dockerfile",
        buildArgs: { GO_IMAGE: `registry.example.com/mirror/docker.io/library/${images.go}` },
      },
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
      name: expect.stringMatching(/^registry\.example\.com\/caddy:[0-9a-f]{12}$/),
      build: { platform: "linux/arm64", buildArgs: { GO_IMAGE: given.goImage } },
    });
    expect(image.props.name).not.toBe(usual.image.props.name);
  });

  test("is the image that an entry point runs, once it is built", async () => {
    const { declared } = await record((opts) => {
      const image = new BuiltCaddyImage("image", {}, opts);
      const network = new ProxyNetwork("net");
      return new CaddyProxy("caddy", { network, image, hardened: false }, opts);
    });
    const built = declared.find(({ type, name }) => type === IMAGE && name === "image");
    const run = declared.find(({ type, name }) => type === IMAGE && name === "caddy-image");

    expect(run?.props.name).toBe(built?.props.name);
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

function known<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((done) => output.apply((value) => done(value)));
}
