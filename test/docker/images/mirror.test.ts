import { describe, expect, test } from "vitest";
import { images, mirrored } from "../../../components";
import { copyCommand, fullReference, registryOf } from "../../../components/docker/images/mirror";

const MIRROR = "registry.example.com/mirror";
const DIGEST = `sha256:${"a".repeat(64)}`;

describe("a copy in a mirror", () => {
  test.each([
    ["redis", "docker.io/library/redis"],
    ["redis:8", "docker.io/library/redis:8"],
    [`golang:1.26@${DIGEST}`, `docker.io/library/golang:1.26@${DIGEST}`],
    [`golang@${DIGEST}`, `docker.io/library/golang@${DIGEST}`],
    ["docker.io/library/redis:8", "docker.io/library/redis:8"],
    ["docker.io/redis:8", "docker.io/library/redis:8"],
    ["index.docker.io/traefik/whoami", "docker.io/traefik/whoami"],
    ["lucaslorentz/caddy-docker-proxy:2", "docker.io/lucaslorentz/caddy-docker-proxy:2"],
    ["ghcr.io/shopify/toxiproxy:2.12.0", "ghcr.io/shopify/toxiproxy:2.12.0"],
    ["GHCR.io/shopify/toxiproxy:2.12.0", "ghcr.io/shopify/toxiproxy:2.12.0"],
    ["localhost/shop:1", "localhost/shop:1"],
    ["localhost:5000/team/shop:1", "localhost_5000/team/shop:1"],
    [`10.0.0.1:5000/shop:1@${DIGEST}`, `10.0.0.1_5000/shop:1@${DIGEST}`],
  ])("of %s has its full name below the mirror's", (reference, below) => {
    expect(mirrored(reference, MIRROR)).toBe(`${MIRROR}/${below}`);
  });

  test.each([
    ["registry.example.com/apps/shop:1", "an image of the mirror's own registry"],
    [`${MIRROR}/docker.io/library/redis:8`, "a copy itself"],
    ["gatehouse.local/caddy:0123456789ab", "an image that was built on the Docker host"],
  ])("%s keeps its reference: %s", (reference) => {
    expect(mirrored(reference, MIRROR)).toBe(reference);
  });

  test("has its full name on a mirror that is a whole registry with a port", () => {
    expect(mirrored("redis:8", "127.0.0.1:5000")).toBe("127.0.0.1:5000/docker.io/library/redis:8");
    expect(registryOf("127.0.0.1:5000")).toBe("127.0.0.1:5000");
    expect(registryOf(MIRROR)).toBe("registry.example.com");
  });

  test("has a name that no other image's copy has", () => {
    const different = [
      ...["shop", "library/shop:1", "team/shop", "localhost/shop", "localhost:80/shop"],
      ...["localhost.80/shop", "localhost-80/shop", "shop.example/shop", "x/localhost/shop"],
      ...["docker.example/library/shop", "docker.io:443/library/shop"],
    ];
    const copies = different.map((reference) => mirrored(reference, MIRROR));

    expect(new Set(copies).size).toBe(different.length);
  });
});

describe("the command that copies an image", () => {
  const command = "docker buildx imagetools create --prefer-index=false --tag";

  test("reads it by its digest if it has one, and names the copy by the tag", () => {
    expect(copyCommand(`traefik/whoami:v1.11.0@${DIGEST}`, MIRROR)).toBe(
      `${command} ${MIRROR}/docker.io/traefik/whoami:v1.11.0 docker.io/traefik/whoami:v1.11.0@${DIGEST}`,
    );
  });

  test("reads it by its tag without a digest, and by its digest without a tag", () => {
    expect(copyCommand("localhost:5000/shop:1", MIRROR)).toBe(
      `${command} ${MIRROR}/localhost_5000/shop:1 localhost:5000/shop:1`,
    );
    expect(copyCommand(`localhost:5000/shop@${DIGEST}`, MIRROR)).toBe(
      `${command} ${MIRROR}/localhost_5000/shop localhost:5000/shop@${DIGEST}`,
    );
  });
});

test("every default image is pinned by tag and digest", () => {
  for (const reference of Object.values(images)) {
    expect(reference).toMatch(/^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
    expect(fullReference(reference)).toMatch(/^(docker|ghcr)\.io\/[\w-]+\/[\w-]+:/);
  }
});
