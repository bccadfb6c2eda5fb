import type { z } from "zod";
import { type Directive, encode } from "../../labels";
import { some } from "../../labels/values";
import { oneOf, strictObject, whole } from "../../schema/values";

/** An encoding of responses. */
export const CompressionFormat = { Zstd: "zstd", Gzip: "gzip" } as const;
export type CompressionFormat = (typeof CompressionFormat)[keyof typeof CompressionFormat];

/** Compresses responses for clients that accept it. */
export interface Compression {
  /** The encodings, the preferred one first. Default: zstd, gzip. */
  formats?: CompressionFormat[];
  /** Caddy does not compress a response of fewer bytes. Default: 512. */
  minimumLength?: number;
}

/** @internal Checks {@link Compression}. */
export const compressionSchema = strictObject("a setting of compression", {
  formats: some(oneOf(CompressionFormat), '["zstd", "gzip"]').optional(),
  minimumLength: whole(0).optional(),
}) satisfies z.ZodType<Compression>;

/** The directive of compression. */
export function compressionDirective({ formats, minimumLength }: Compression): Directive {
  return encode({ formats, minimumLength });
}
