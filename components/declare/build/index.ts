// Images that are built from a folder of the machine that runs Pulumi.
import { createHash } from "node:crypto";
import { relative } from "node:path";
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { clientPathProblem } from "../../schema/path-problems";
import { imageInput, platform, strictObject } from "../../schema/values";
import { declareImage } from "../container";
import { owner, privatePrefix } from "../owner";
import { digestOfContext } from "./context";

/**
 * How Docker's builder makes an image from a folder. A change of a file that the build can copy, or of
 * anything here, builds another image and replaces the containers.
 */
export interface Build {
  /**
   * The folder with the files, on the machine that runs Pulumi: absolute, or relative to the program's. The
   * build can't copy what its `.dockerignore` names, and no change of that builds again.
   */
  context: string;
  /** The Dockerfile, a path in the context. Default: `Dockerfile`. */
  dockerfile?: string;
  /** The stage that becomes the image. Default: the last one. */
  target?: string;
  /** Values of the Dockerfile's `ARG`. `docker history` shows them, so that none may be a secret. */
  args?: Record<string, string>;
  /** The platform of the image, such as `linux/arm64`. Default: the Docker host's. */
  platform?: string;
}

/** Where the image of a container comes from; one of the two is given. */
export interface ImageSource {
  /** Image reference; pin it by tag and digest. A change replaces the containers. */
  image?: pulumi.Input<string>;
  /**
   * A folder that the Docker host builds the image from. Not in a Swarm. A destroy and an update leave earlier
   * images there: see docs/services.md.
   */
  build?: Build;
}

const CONTEXT = 'must be the path of a folder on the machine that runs Pulumi, such as "./shop"';
const FILE = 'must be a path in the context, such as "worker.Dockerfile"';
const ARGS = 'must be an object of strings, such as { VERSION: "1.4" }.';
const ARG =
  "must be a string, which docker history shows: it can't be an output, since that may be a secret and is " +
  "not shown.";

/** Checks {@link Build}, but not the files that it names. */
const buildSchema = strictObject("a setting of a build", {
  context: z.string({ error: CONTEXT }).superRefine((path, context) => {
    const message = clientPathProblem(path);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  }),
  dockerfile: z
    .string({ error: FILE })
    .regex(/^(?![/\\]|[A-Za-z]:)(?!(.*[/\\])?\.\.([/\\]|$))./, { error: FILE })
    .optional(),
  target: z
    .string({ error: 'must be the name of a stage, such as "production"' })
    .min(1, { error: 'must be the name of a stage, such as "production"' })
    .optional(),
  args: z
    .record(z.string().regex(/^\w+$/), z.string({ error: ARG }), {
      error: ({ code }) =>
        code === "invalid_key" ? "is no name of a build argument, such as VERSION." : ARGS,
    })
    .optional(),
  platform: platform.optional(),
}) satisfies z.ZodType<Build>;

/** @internal The checks of {@link ImageSource}, one a field. */
export const sourceShape = { image: imageInput.optional(), build: buildSchema.optional() };

/** The Dockerfile of a build. */
export const DOCKERFILE = "Dockerfile";

/**
 * Declares the image of a release: the one of its build, or the one that it names.
 *
 * @param mirror the registry that has a copy of the latter.
 */
export function declareSource(
  release: string,
  { image = "", build }: ImageSource,
  parent: pulumi.ComponentResource,
  mirror: string | undefined,
): docker.RemoteImage {
  if (build !== undefined) return declareBuild(release, build, parent);
  return declareImage(`${release}-image`, image, parent, mirror);
}

/** Declares the image of a build. Its tag is a hash of all that it is made of. */
function declareBuild(release: string, build: Build, parent: pulumi.ComponentResource) {
  const { context, dockerfile = DOCKERFILE, target, args, platform } = build;
  return new docker.RemoteImage(
    `${release}-image`,
    {
      name: `gatehouse.local/${privatePrefix()}/${repositoryOf(release)}:${digestOf(build)}`,
      keepLocally: true,
      build: {
        context: relative(process.cwd(), context).replaceAll("\\", "/") || ".",
        ...{ dockerfile: dockerfile.replaceAll("\\", "/"), target, platform, buildArgs: args },
        label: { [BUILD_LABEL]: owner() },
      },
    },
    { parent },
  );
}

/** Label of images with the stack that built them, by which people remove old ones. */
const BUILD_LABEL = "gatehouse.build";

/** A release's name as Docker allows it in that of an image. */
function repositoryOf(release: string): string {
  const words = release.toLowerCase().match(/[a-z0-9]+/g) ?? ["image"];
  return words.join("-");
}

function digestOf(build: Build): string {
  const { dockerfile = DOCKERFILE, target = "", args = {}, platform = "" } = build;
  const hash = createHash("sha256").update(digestOfContext(build, dockerfile));
  const sorted = Object.entries(args).sort(([one], [other]) => (one < other ? -1 : 1));
  hash.update(JSON.stringify([dockerfile, target, sorted, platform]));
  return hash.digest("hex").slice(0, 12);
}
