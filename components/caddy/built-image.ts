import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { images } from "../declare/images";
import { mirror, mirrored } from "../docker/mirror";
import { IMAGE_MODULES } from "../labels";
import { checkArgs } from "../schema/refusal";
import { image, platform, repository } from "../schema/values";
import type { CaddyImage } from "./image";

/** The arguments of the build; all have a default. A change builds another image. */
export interface BuiltCaddyImageArgs {
  /** Name of the image on the Docker host, without a tag. Default: `gatehouse.local/caddy`. */
  repository?: string;
  /** The image with Go that compiles it. Default: `images.go`. */
  goImage?: string;
  /**
   * A registry, and a path on it, that has a copy of `goImage`: see `mirrored`. A change builds
   * again. Default: its own registry.
   */
  mirror?: string;
  /** The platform of the image, such as `linux/arm64`. Default: the Docker host's. */
  platform?: string;
}

/** The path leads there from `components/` and, in the package, from `dist/`. */
const FOLDER = join(__dirname, "../../toolchain/caddy");
const DOCKERFILE = "image.Dockerfile";
const SOURCES = [
  DOCKERFILE,
  "go.mod",
  "go.sum",
  "main.go",
  "boundedcache/exchange.go",
  "boundedcache/gate.go",
  "boundedcache/handler.go",
  "boundedcache/memory.go",
  "boundedcache/store.go",
];

/**
 * The project's own Caddy, built on the Docker host: with Caddy Docker Proxy as in the stock image,
 * and the modules for rate limits and caches that the stock image lacks. Its Go runtime respects
 * the memory limit of its container.
 *
 * The first `up` takes minutes: it compiles Caddy. The tag is a hash of the sources and the
 * arguments, so that only a change of these builds again. It needs BuildKit (Docker 20.10 or
 * newer), and the Docker host must reach the Go image's registry and a Go module proxy. A destroy
 * keeps the image.
 *
 * @example
 * const entry = new CaddyProxy("caddy", { network, image: new BuiltCaddyImage("caddy-image") });
 */
export class BuiltCaddyImage extends pulumi.ComponentResource implements CaddyImage {
  /** Repository and tag; known when the image is built. */
  readonly reference: pulumi.Output<string>;
  /** Its modules beyond Caddy's standard ones and the Docker proxy. */
  readonly modules: string[] = [...IMAGE_MODULES];
  /** No registry has it. */
  readonly local = true;

  constructor(
    name: string,
    args: BuiltCaddyImageArgs = {},
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("gatehouse:index:BuiltCaddyImage", name, args, opts);
    checkArgs("BuiltCaddyImage", name, argsSchema, args);
    const { repository = "gatehouse.local/caddy", goImage = images.go, mirror, platform } = args;
    const built = new docker.RemoteImage(
      name,
      {
        name: `${repository}:${tag(goImage, platform)}`,
        keepLocally: true,
        build: {
          context: contextPath(),
          dockerfile: DOCKERFILE,
          platform,
          buildArgs: { GO_IMAGE: mirror === undefined ? goImage : mirrored(goImage, mirror) },
        },
      },
      { parent: this },
    );
    this.reference = built.name;
    this.registerOutputs({ reference: this.reference, modules: this.modules });
  }
}

const argsSchema = z.object({
  repository: repository.optional(),
  goImage: image.optional(),
  mirror: mirror.optional(),
  platform: platform.optional(),
});

/** Relative to the project, where the provider runs too, so that each machine has the same path. */
function contextPath(): string {
  return relative(process.cwd(), FOLDER).replaceAll("\\", "/");
}

/** A hash of everything that the image is made of. Line ends don't count: Git may change them. */
function tag(goImage: string, platform = ""): string {
  const hash = createHash("sha256").update(`${goImage}\0${platform}`);
  for (const file of SOURCES) {
    hash.update(`\0${file}\0${readFileSync(join(FOLDER, file), "utf8").replaceAll("\r\n", "\n")}`);
  }
  return hash.digest("hex").slice(0, 12);
}
