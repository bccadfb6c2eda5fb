import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { type CaddyImage, CaddyProxy, images, ProxyNetwork } from "../../../components";
import { IMAGE, only, record, useMocks } from "../../support/record";

beforeAll(() => useMocks());

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

const entryPoint = (image?: CaddyImage, opts?: pulumi.ComponentResourceOptions) =>
  new CaddyProxy("caddy", { network: new ProxyNetwork("net"), image }, opts);

async function deployed(image?: CaddyImage): Promise<unknown> {
  const { declared } = await record((opts) => entryPoint(image, opts));
  return only(declared, IMAGE).props.name;
}

describe("the image of the entry point", () => {
  test("is the pinned one by default, whatever modules are listed", async () => {
    expect(await deployed()).toBe(images.caddy);
    expect(await deployed({ modules: ["dns.providers.cloudflare"] })).toBe(images.caddy);
  });

  test("is pinned by its digest", async () => {
    const reference = "registry.example.com/caddy:1";

    expect(await deployed({ reference, digest: DIGEST })).toBe(`${reference}@${DIGEST}`);
  });

  test("is refused with every mistake", () => {
    const image = { reference: "Caddy latest", digest: "sha256:12", modules: ["rate limit"] };

    expect(() => entryPoint(image)).toThrow(
      [
        'CaddyProxy "caddy": 3 problems',
        '  - image.reference must be an image reference, such as "traefik/whoami:v1.11.0@sha256:…", got "Caddy latest".',
        '  - image.digest must be "sha256:" and 64 hexadecimal digits, got "sha256:12".',
        '  - image.modules[0] must be a name of Caddy\'s, such as "http.handlers.rate_limit", got "rate limit".',
      ].join("\n"),
    );
  });

  test("can't have two digests", () => {
    expect(() => entryPoint({ reference: images.caddy, digest: DIGEST })).toThrow(
      `CaddyProxy "caddy": image.digest must be left out where the reference has one, got "${DIGEST}".`,
    );
  });
});
