import { FLAG, isModule, namesModules, takes, type Words } from "../grammar/grammar";
import { integer, oneOf } from "../grammar/rules";
import { RESPONSE_SET } from "../matchers/grammar";
import { matcherOption, repeatedMatch } from "../matchers/words";
import { type Directive, directive, optionsOf } from "../model/directive";
import type { MatcherConditions } from "../model/matcher";

/** A compression format of the proxy's image. */
export type Encoding = "gzip" | "zstd";

/** How Caddy compresses responses. */
export interface EncodeOptions {
  /** Formats, the preferred one first. Default: zstd, gzip. */
  readonly formats?: readonly Encoding[];
  /** The size in bytes below which Caddy does not compress a response. Default: 512. */
  readonly minimumLength?: number;
  /** The responses that Caddy compresses. Default: those of text, and of a few other types. */
  readonly match?: Pick<MatcherConditions, "status" | "header">;
}

/** Compresses responses: `encode()`, `encode({ formats: ["gzip"], minimumLength: 1000 })`. */
export function encode({ formats = [], minimumLength, match }: EncodeOptions = {}): Directive {
  const block = [...optionsOf({ minimumLength }), ...matcherOption("match", match)];
  return directive("encode", formats, block);
}

const LEVEL = oneOf("fastest", "default", "better", "best");

export const ENCODE: Words = {
  encode: {
    matcher: "any",
    ...namesModules("http.encoders"),
    block: {
      gzip: { optional: [integer(-3, 9)] },
      zstd: { optional: [LEVEL], block: { level: takes(LEVEL), disable_checksum: FLAG } },
      minimum_length: takes(integer(0)),
      match: RESPONSE_SET,
    },
    others: isModule("http.encoders"),
    check: repeatedMatch,
  },
};
