import { z } from "zod";

/** The prefix of images that were built on the Docker host and are in no registry. */
const BUILT_HERE = "gatehouse.local";

/** The id of an image on the Docker host. */
const IMAGE_ID = /^sha256:[0-9a-f]{64}$/;

/** Docker Hub, the registry of references without one. */
const DOCKER_HUB = "docker.io";

/**
 * The reference of an image's copy in a mirror: the image's full name, its registry included, below
 * the mirror's. Tag and digest stay. The `:` before a registry's port becomes `_`, which no host name
 * has, so that two images never share a copy.
 *
 * An image of the mirror's own registry stays as it is, so that a company's images can live beside the
 * copies. So does an image that was built on the Docker host, `gatehouse.local/…`, or is named by its id there.
 *
 * @param mirror a registry, usually with a path, such as `registry.example.com/mirror`.
 * @example
 * mirrored("redis:8", "registry.example.com/mirror");
 * // registry.example.com/mirror/docker.io/library/redis:8
 * mirrored("ghcr.io/shopify/toxiproxy:2.12.0", "registry.example.com/mirror");
 * // registry.example.com/mirror/ghcr.io/shopify/toxiproxy:2.12.0
 * mirrored("localhost:5000/shop", "registry.example.com/mirror");
 * // registry.example.com/mirror/localhost_5000/shop
 */
export function mirrored(reference: string, mirror: string): string {
  if (IMAGE_ID.test(reference)) return reference;
  const { registry, path } = named(reference);
  if (registry === BUILT_HERE || registry === registryOf(mirror)) return reference;
  return `${mirror}/${registry.replace(":", "_")}/${path}`;
}

const MIRROR_RULE =
  'must be a registry and a path on it, without "https://", such as "registry.example.com/mirror"';

const MIRROR =
  /^(?=[^/]*[.:]|localhost(?:\/|$))[a-z0-9.-]+(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;

/** @internal Checks a mirror's name. */
export const mirror = z.string({ error: MIRROR_RULE }).regex(MIRROR, { error: MIRROR_RULE });

/** @internal Whether a string is a mirror's name. */
export const isMirror = (text: string) => MIRROR.test(text);

/** The registry of a mirror: `registry.example.com`, `localhost:5000`. */
export function registryOf(mirror: string): string {
  return mirror.split("/", 1).join();
}

/** The full form of a short reference: `docker.io/library/redis` for `redis`. */
export function fullReference(reference: string): string {
  const { registry, path } = named(reference);
  return `${registry}/${path}`;
}

/**
 * The command of Docker's client that copies an image from its registry to a mirror. It copies every
 * platform and so keeps the digest; `docker pull`, `tag` and `push` copy one platform only. An image
 * that was copied under a tag is found by its digest, too.
 */
export function copyCommand(reference: string, mirror: string): string {
  const target = mirrored(reference, mirror).replace(/@.*$/, "");
  return `docker buildx imagetools create --prefer-index=false --tag ${target} ${fullReference(reference)}`;
}

/** Splits a reference into registry and path, by Docker's rules for short ones. */
function named(reference: string): { registry: string; path: string } {
  const slash = reference.indexOf("/");
  const first = slash === -1 ? "" : reference.slice(0, slash);
  const isRegistry = /[.:]/.test(first) || first === "localhost";
  const registry = isRegistry ? first.toLowerCase() : DOCKER_HUB;
  const path = isRegistry ? reference.slice(slash + 1) : reference;
  if (registry !== DOCKER_HUB && registry !== `index.${DOCKER_HUB}`) return { registry, path };
  return { registry: DOCKER_HUB, path: path.includes("/") ? path : `library/${path}` };
}
