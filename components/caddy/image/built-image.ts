import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { images } from "../../declare/images";
import { mirror, mirrored } from "../../docker/images/mirror";
import { IMAGE_MODULES } from "../../labels";
import { BuiltImage } from "../../resources/built-image";
import type { Brought } from "../../resources/built-image/brought";
import { tagOf } from "../../resources/built-image/sources";
import { checkArgs } from "../../schema/refusal";
import { image, platform, repository, strictObject } from "../../schema/values";
import { goModules } from "./go-modules";
import type { CaddyImage } from "./image";

/** The arguments of the build; all have a default. A change builds another image. */
export interface BuiltCaddyImageArgs {
  /**
   * Go modules with further modules of Caddy, each with its exact version:
   * `github.com/mholt/caddy-l4@v0.1.2`, or a package in one, `github.com/x/y/sub@v1.2.3`. The build compiles them
   * into Caddy. docs/modules.md lists many. Default: none. A change replaces the proxy's container.
   */
  modules?: string[];
  /** Name of the image on the Docker host, without a tag. Default: `gatehouse.local/caddy`. */
  repository?: string;
  /** The image with Go that compiles it. Default: `images.go`. */
  goImage?: string;
  /**
   * A registry, and a path on it, that has a copy of `goImage`: see `mirrored`. A change builds
   * nothing. Default: its own registry.
   */
  mirror?: string;
  /** The platform of the image, such as `linux/arm64`. Default: the Docker host's. */
  platform?: string;
}

/**
 * The project's own Caddy, built on the Docker host: with Caddy Docker Proxy as in the stock image,
 * the modules for rate limits and caches that the stock image lacks, and the Go modules that you choose. Its Go
 * runtime respects the memory limit of its container.
 *
 * The first `up` takes minutes: it compiles Caddy. The tag is a hash of the sources and the
 * arguments, so that only a change of these builds again. It needs BuildKit (Docker 20.10 or
 * newer), and the Docker host must reach the Go image's registry and a Go module proxy. A destroy
 * keeps the image.
 *
 * With `modules`, `up` reads from the binary which modules, directives and global options it has, and keeps the lists in
 * the state. Each preview checks the routes with them. Before the first build, and in a preview that changes
 * `modules`, the lists are not known: the preview says so, and leaves the names of modules, and of directives that have
 * no builder, to `up`, which checks them after the build and before the proxy gets the image.
 *
 * @example
 * const entry = new CaddyProxy("caddy", { network, image: new BuiltCaddyImage("caddy-image") });
 *
 * @example With a further module.
 * const image = new BuiltCaddyImage("caddy-image", { modules: ["github.com/mholt/caddy-l4@v0.1.2"] });
 */
export class BuiltCaddyImage extends pulumi.ComponentResource implements CaddyImage {
  /** Repository and tag; known when the image is built. */
  readonly reference: pulumi.Output<string>;
  /** The modules beyond Caddy's standard ones and the Docker proxy that it has without `modules`. */
  readonly modules: string[] = [...IMAGE_MODULES];
  /** No registry has it. */
  readonly local = true;
  /** @internal What its binary has, where it has more than that. */
  readonly brought?: pulumi.Output<Brought>;

  constructor(
    name: string,
    args: BuiltCaddyImageArgs = {},
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("gatehouse:index:BuiltCaddyImage", name, args, opts);
    checkArgs("BuiltCaddyImage", name, argsSchema, args);
    const { repository = "gatehouse.local/caddy", goImage = images.go, mirror, platform } = args;
    const parts = { goImage, platform, goModules: args.modules ?? [] };
    const reference = `${repository}:${tagOf(parts)}`;
    const from = mirror === undefined ? goImage : mirrored(goImage, mirror);
    const built = new BuiltImage(name, { ...parts, reference, goImage: from }, this);
    this.reference = built.reference;
    if (parts.goModules.length > 0) this.brought = broughtBy(built, this);
    this.registerOutputs({ reference: this.reference, modules: this.modules });
  }
}

/** What an image has; a preview says where that is not known. */
function broughtBy(built: BuiltImage, image: BuiltCaddyImage): pulumi.Output<Brought> {
  const { modules, directives } = built;
  if (pulumi.runtime.isDryRun()) {
    const known: Promise<boolean> = Reflect.get(modules, "isKnown");
    known.then((isKnown) => (isKnown ? undefined : pulumi.log.info(UNKNOWN, image)));
  }
  return pulumi
    .all([modules, directives])
    .apply(([modules, directives]) => ({ modules, directives }));
}

const UNKNOWN =
  "The modules and directives of this image are known once it is built. This preview does not check those that " +
  "have no builder; up does, after the build.";

const settings = {
  modules: goModules.optional(),
  repository: repository.optional(),
  goImage: image.optional(),
  platform: platform.optional(),
};

const argsSchema = z.object({ ...settings, mirror: mirror.optional() });

/** @internal Checks the arguments in a stack's file, where another setting has the mirror. */
export const buildSettings = strictObject("a setting of the build", settings);
