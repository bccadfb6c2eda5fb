import { z } from "zod";

/** Where images are that were built on the Docker host: no registry has them. */
const BUILT_HERE = "gatehouse.local";

/** Docker's own registry, which a reference without a registry means. */
const DOCKER_HUB = "docker.io";

/**
 * The reference of an image's copy in a mirror: the image's full name, its registry included, below
 * the mirror's. Tag and digest stay. Two images never have one copy: no host name has a `_`, which
 * stands for the `:` before a registry's port.
 *
 * An image of the mirror's own registry stays as it is, so that a company's own images can be there
 * beside the copies. So does one that was built on the Docker host, `gatehouse.local/…`.
 *
 * @param mirror a registry and, mostly, a path on it, such as `registry.example.com/mirror`.
 * @example
 * mirrored("redis:8", "registry.example.com/mirror");
 * // registry.example.com/mirror/docker.io/library/redis:8
 * mirrored("ghcr.io/shopify/toxiproxy:2.12.0", "registry.example.com/mirror");
 * // registry.example.com/mirror/ghcr.io/shopify/toxiproxy:2.12.0
 * mirrored("localhost:5000/shop", "registry.example.com/mirror");
 * // registry.example.com/mirror/localhost_5000/shop
 */
export function mirrored(reference: string, mirror: string): string {
  const { registry, path } = named(reference);
  if (registry === BUILT_HERE || registry === registryOf(mirror)) return reference;
  return `${mirror}/${registry.replace(":", "_")}/${path}`;
}

/** @internal What the name of a mirror is, for messages. */
const MIRROR_RULE =
  'must be a registry and a path on it, without "https://", such as "registry.example.com/mirror"';

const MIRROR =
  /^(?=[^/]*[.:]|localhost(?:\/|$))[a-z0-9.-]+(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;

/** @internal Whether a text names a mirror. */
export const isMirror = (text: string) => MIRROR.test(text);

/** The registry of a mirror, as one logs in to it: `registry.example.com`, `localhost:5000`. */
export function registryOf(mirror: string): string {
  return mirror.split("/", 1).join();
}

/** The reference with what Docker adds to a short one: `redis` is `docker.io/library/redis`. */
export function fullReference(reference: string): string {
  const { registry, path } = named(reference);
  return `${registry}/${path}`;
}

/**
 * The command of Docker's client that copies an image to its place in a mirror, from registry to
 * registry. It copies the image of every platform, and so keeps the digest, which `docker pull`, `tag`
 * and `push` do not: they copy one. What was copied under a tag is found by its digest, too.
 */
export function copyCommand(reference: string, mirror: string): string {
  const target = mirrored(reference, mirror).replace(/@.*$/, "");
  return `docker buildx imagetools create --prefer-index=false --tag ${target} ${fullReference(reference)}`;
}

/** A reference in two parts, by Docker's rules for short ones. */
function named(reference: string): { registry: string; path: string } {
  const slash = reference.indexOf("/");
  const first = slash === -1 ? "" : reference.slice(0, slash);
  const isRegistry = /[.:]/.test(first) || first === "localhost";
  const registry = isRegistry ? first.toLowerCase() : DOCKER_HUB;
  const path = isRegistry ? reference.slice(slash + 1) : reference;
  if (registry !== DOCKER_HUB && registry !== `index.${DOCKER_HUB}`) return { registry, path };
  return { registry: DOCKER_HUB, path: path.includes("/") ? path : `library/${path}` };
}
export const mirror = z
  .string({ error: MIRROR_RULE })
  .refine((value) => isMirror(value), { error: MIRROR_RULE });
