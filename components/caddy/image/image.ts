import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { images } from "../../declare/images";
import type { Brought } from "../../resources/built-image/brought";
import { caddyNames, flag, IMAGE_RULE, image } from "../../schema/values";

/**
 * The image of Caddy that the entry point runs, and its modules beyond Caddy's standard ones and
 * the Docker proxy. A `BuiltCaddyImage` is one, too.
 *
 * @example { reference: "registry.example.com/caddy:1", digest: "sha256:…", modules: ["http.handlers.rate_limit"] }
 */
export interface CaddyImage {
  /** Repository and tag. Default: `images.caddy`. A change replaces the container. */
  reference?: pulumi.Input<string>;
  /**
   * The digest of the image's manifest, `sha256:` and 64 hexadecimal digits; with it, a moved tag
   * changes nothing. Default: that of `reference`, where it has one. A change replaces the
   * container.
   */
  digest?: string;
  /**
   * Whether it is built on the Docker host, so that it is not pulled from the `mirror` of
   * `CaddyProxy`. Default: false. A change may replace the container.
   */
  local?: boolean;
  /**
   * Its modules beyond Caddy's standard ones: `http.handlers.rate_limit`,
   * `dns.providers.cloudflare`, …, as `caddy list-modules` prints them. Directives and global
   * options that need another module are refused, since Caddy would refuse the whole configuration.
   * Default: none, since `images.caddy` has none. A change affects only these checks.
   */
  modules?: string[];
  /**
   * Directives and global options that those modules bring and that have no builder. Default: none.
   * A change affects only these checks.
   */
  directives?: string[];
  /** @internal What its binary has, where only that can tell. */
  readonly brought?: pulumi.Output<Brought>;
}

const DIGEST = 'must be "sha256:" and 64 hexadecimal digits';

/** An image that is still to be built has an output as its reference. */
const reference = z.union([image, z.custom((value) => pulumi.Output.isInstance(value))], {
  error: IMAGE_RULE,
});

/** @internal Checks {@link CaddyImage}. */
export const caddyImage = z
  .object(
    {
      reference: reference.optional(),
      digest: z
        .string({ error: DIGEST })
        .regex(/^sha256:[0-9a-f]{64}$/, { error: DIGEST })
        .optional(),
      local: flag.optional(),
      modules: caddyNames.optional(),
      directives: caddyNames.optional(),
    },
    { error: "must be an object with reference, digest, local, modules and directives" },
  )
  .refine(
    ({ reference, digest }) =>
      digest === undefined || typeof reference !== "string" || !reference.includes("@"),
    { path: ["digest"], error: "must be left out where the reference has one" },
  );

/** The reference of an image with its digest. */
export function imageReference({ reference = images.caddy, digest }: CaddyImage) {
  if (digest === undefined) return reference;
  return typeof reference === "string"
    ? `${reference}@${digest}`
    : pulumi.interpolate`${reference}@${digest}`;
}
