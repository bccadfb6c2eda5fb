import { type Grammar, takes, text } from "../grammar/grammar";
import { duration, ratio } from "../grammar/rules";

/** Files with a certificate and its key. */
const PAIR: Grammar = {
  needsBlock: true,
  block: { cert: takes(text), key: takes(text), format: takes(text) },
};

/** Caddy's own CAs. */
export const PKI: Grammar = {
  needsBlock: true,
  block: {
    ca: {
      optional: [text],
      block: {
        name: takes(text),
        root_cn: takes(text),
        intermediate_cn: takes(text),
        intermediate_lifetime: takes(duration),
        maintenance_interval: takes(duration),
        renewal_window_ratio: takes(ratio(0, 1)),
        root: PAIR,
        intermediate: PAIR,
      },
    },
  },
};
