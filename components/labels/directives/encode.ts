import { isModule, namesModules, takes, text, type Words } from "../grammar/grammar";
import { integer, oneOf } from "../grammar/rules";
import { type Directive, directive, optionsOf } from "../model/directive";

/** A compression format of the proxy's image. */
export type Encoding = "gzip" | "zstd";

/** How Caddy compresses responses. */
export interface EncodeOptions {
  /** Formats, the preferred one first. Default: zstd, gzip. */
  readonly formats?: readonly Encoding[];
  /** The size in bytes below which Caddy does not compress a response. Default: 512. */
  readonly minimumLength?: number;
}

/** Compresses responses: `encode()`, `encode({ formats: ["gzip"], minimumLength: 1000 })`. */
export function encode({ formats = [], minimumLength }: EncodeOptions = {}): Directive {
  return directive("encode", formats, optionsOf({ minimumLength }));
}

export const ENCODE: Words = {
  encode: {
    matcher: "any",
    ...namesModules("http.encoders"),
    block: {
      gzip: { optional: [integer(-3, 9)] },
      zstd: { optional: [oneOf("fastest", "default", "better", "best")], open: true },
      minimum_length: takes(integer(0)),
      match: { rest: text, open: true },
    },
    others: isModule("http.encoders"),
  },
};
