import type { ContainerInspectInfo } from "dockerode";
import { shortened, wordsOf } from "../containers/reported";
import type { Engine } from "../host/engine";

/** An image that a stack deploys. */
export interface WantedImage {
  readonly reference: string;
  /** The command that copies it to the mirror of `reference`. */
  readonly copy?: string;
}

/** A registry with copies of images, and its account. */
export interface Mirror {
  /** The registry and a path on it. */
  readonly mirror: string;
  /** The registry's host and port. */
  readonly registry: string;
  readonly username?: string;
  readonly password?: string;
}

/**
 * Finds images that are neither on the engine nor in a registry that the engine reaches. Pulls nothing:
 * the engine queries the registries. A problem of the mirror itself is reported once.
 */
export async function imageProblems(
  engine: Engine,
  images: readonly WantedImage[],
  mirror?: Mirror,
): Promise<string[]> {
  const found = await Promise.all(images.map((image) => imageProblem(engine, image, mirror)));
  return [...new Set(found.filter((problem) => problem !== undefined))];
}

async function imageProblem(
  engine: Engine,
  wanted: WantedImage,
  mirror: Mirror | undefined,
): Promise<string | undefined> {
  const { reference } = wanted;
  const image = engine.getImage(reference);
  // The registry's error names the cause better than the engine's.
  const found = await image.inspect().catch(() => undefined);
  if (found !== undefined) return undefined;
  const ofMirror = mirror !== undefined && reference.startsWith(`${mirror.registry}/`);
  try {
    const options = ofMirror ? { authconfig: login(mirror) } : {};
    await image.distribution(options);
    return undefined;
  } catch (error) {
    const said = wordsOf(error);
    if (ofMirror) return mirrorProblem(wanted, mirror, Object(error).statusCode, withoutUrl(said));
    return (
      `cannot pull image "${reference}", which is not on the engine (${said}). Check the name, the ` +
      "engine's network and its login."
    );
  }
}

/** The problem of a mirror, by the engine's response about an image in it. */
function mirrorProblem(
  { reference, copy }: WantedImage,
  { mirror, registry, username }: Mirror,
  status: number | undefined,
  said: string,
): string {
  if (status === 404) {
    const fix = copy === undefined ? "Push it there." : `Copy it there: ${copy}`;
    return `image "${reference}" is not in the mirror (${said}). ${fix}`;
  }
  if (status === 401 || status === 403 || UNAUTHORIZED.test(said)) {
    return username === undefined
      ? `mirror "${mirror}" requires a login (${said}). Set gatehouse:registry.username and ` +
          "gatehouse:registry.password."
      : `mirror "${mirror}" refuses the login of "${username}" at ${registry} (${said}). Correct ` +
          "gatehouse:registry.username and gatehouse:registry.password.";
  }
  return (
    `mirror "${mirror}" does not answer the Docker host (${said}). Check gatehouse:registry.mirror, ` +
    "that it runs and that the Docker host reaches it."
  );
}

/** An engine reports a refused login as 401, or as 500 with one of these texts. */
const UNAUTHORIZED = /unauthorized|no basic auth credentials|authentication required|denied/i;

function login({ registry, username, password }: Mirror) {
  return username === undefined || password === undefined
    ? undefined
    : { serveraddress: registry, username, password };
}

/** An error's text without its request, which differs for each image. */
function withoutUrl(said: string): string {
  return said.replace(/^\w+ "[^"]*": /, "");
}

/**
 * The name of a container's image for messages: the reference of the container's creation, else a tag,
 * else a digest, else the short id.
 */
export async function imageName(
  engine: Engine,
  { Config: config, Image: id }: Pick<ContainerInspectInfo, "Config" | "Image">,
): Promise<string> {
  if (!/^(sha256:)?[0-9a-f]{64}$/.test(config.Image)) return config.Image;
  const found = await engine
    .getImage(id)
    .inspect()
    .catch(() => undefined);
  const [digest] = found?.RepoDigests ?? [];
  return (found?.RepoTags ?? []).join(", ") || digest || `image ${shortened(id)}`;
}
