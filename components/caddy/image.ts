import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { images } from "../declare/images";
import { caddyNames, IMAGE_RULE, image } from "../schema/values";

/**
 * Which Caddy runs at the entry point, and what it can do beyond Caddy's standard modules and the
 * Docker proxy. A `BuiltCaddyImage` is one, too.
 *
 * @example { reference: "registry.example.com/caddy:1", digest: "sha256:…", modules: ["http.handlers.rate_limit"] }
 */
export interface CaddyImage {
  /** Repository and tag. Default: `images.caddy`. A change replaces the container. */
  reference?: pulumi.Input<string>;
  /**
   * `sha256:` and 64 hexadecimal digits of the image's manifest, so that a tag that is moved is no
   * change. Default: that of `reference`, where it has one. A change replaces the container.
   */
  digest?: string;
  /**
   * Whether it is built on the Docker host, so that no mirror has it: see `mirror` of `CaddyProxy`.
   * Default: false. A change may replace the container.
   */
  local?: boolean;
  /**
   * Its modules beyond Caddy's standard ones: `http.handlers.rate_limit`, `dns.providers.cloudflare`,
   * …, as `caddy list-modules` prints them. A directive or a global option that needs another one is
   * refused, since Caddy would load nothing. Default: none, since `images.caddy` has none. A change
   * shows only in what is refused.
   */
  modules?: string[];
  /**
   * Directives and global options that those modules bring and that have no builder. Default: none.
   * A change shows only in what is refused.
   */
  directives?: string[];
}

const DIGEST = 'must be "sha256:" and 64 hexadecimal digits';

/** An image that is still to be built is no text yet. */
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
      local: z.boolean({ error: "must be true or false" }).optional(),
      modules: caddyNames.optional(),
      directives: caddyNames.optional(),
    },
    { error: "must be a mapping with reference, digest, local, modules and directives" },
  )
  .refine(
    ({ reference, digest }) =>
      digest === undefined || typeof reference !== "string" || !reference.includes("@"),
    { path: ["digest"], error: "must be left out where the reference has one" },
  );

/** The whole reference of an image, as Docker takes it. */
export function imageReference({ reference = images.caddy, digest }: CaddyImage) {
  if (digest === undefined) return reference;
  return typeof reference === "string"
    ? `${reference}@${digest}`
    : pulumi.interpolate`${reference}@${digest}`;
}
