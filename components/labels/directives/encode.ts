import { type Grammar, takes } from "../grammar/grammar";
import { isModule, namesModules } from "../grammar/modules";
import { integer, oneOf, text } from "../grammar/rules";
import { type Directive, directive, option } from "../model/directive";

/** A way of compressing answers that the proxy's image has. */
export type Encoding = "gzip" | "zstd";

/** How answers are compressed. */
export interface EncodeOptions {
  /** In the order in which they are preferred. Default: zstd, gzip. */
  readonly formats?: readonly Encoding[];
  /** Bytes below which an answer stays as it is. Default: 512. */
  readonly minimumLength?: number;
}

/** Compresses answers: `encode()`, `encode({ formats: ["gzip"], minimumLength: 1000 })`. */
export function encode({ formats = [], minimumLength }: EncodeOptions = {}): Directive {
  return directive("encode", formats, option("minimum_length", minimumLength));
}

const LEVELS = ["fastest", "default", "better", "best"];

/** The grammar of these directives. */
export const ENCODE: Readonly<Record<string, Grammar>> = {
  encode: {
    matcher: "any",
    ...namesModules("http.encoders"),
    block: {
      gzip: { optional: [integer(-3, 9)] },
      zstd: { optional: [oneOf(...LEVELS)], open: true },
      minimum_length: takes(integer(0)),
      match: { rest: text, open: true },
    },
    others: isModule("http.encoders"),
  },
};
