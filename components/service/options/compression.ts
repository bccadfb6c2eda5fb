import type { z } from "zod";
import { type Directive, encode } from "../../labels";
import { some } from "../../labels/values";
import { oneOf, strictObject, whole } from "../../schema/values";

/** A way of compressing answers. */
export const CompressionFormat = { Zstd: "zstd", Gzip: "gzip" } as const;
export type CompressionFormat = (typeof CompressionFormat)[keyof typeof CompressionFormat];

/** Answers that the service sends as they are, compressed for clients that understand it. */
export interface Compression {
  /** In the order in which they are preferred. Default: zstd, gzip. */
  formats?: CompressionFormat[];
  /** Bytes below which an answer stays as it is. Default: 512. */
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
