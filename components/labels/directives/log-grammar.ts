import {
  ANYTHING,
  FLAG,
  type Grammar,
  namesModule,
  type Rule,
  takes,
  takesSome,
  text,
  type Words,
} from "../grammar/grammar";
import { duration, integer, oneOf, size } from "../grammar/rules";

/** One of these levels, in capitals or not. */
function levelOf(...levels: readonly string[]): Rule {
  const known = oneOf(...levels);
  return (value) => (known(value.toUpperCase()) === undefined ? undefined : known(value));
}

const FILE: Grammar = {
  rest: text,
  block: {
    mode: takes(text),
    dir_mode: takes(text),
    roll_compression: takes(oneOf("none", "gzip", "zstd")),
    roll_interval: takes(duration),
    roll_minutes: takesSome(text),
    roll_at: takesSome(text),
    backup_time_format: takes(text),
    roll_size: takes(size),
    roll_keep: takes(integer(0)),
    roll_keep_for: takes(duration),
    roll_disabled: FLAG,
    roll_uncompressed: FLAG,
    roll_local_time: FLAG,
  },
};

const NET: Grammar = { rest: text, block: { dial_timeout: takes(duration), soft_start: FLAG } };

const WRITERS: Words = { file: FILE, net: NET };

const WRITER = namesModule("caddy.logging.writers", (name) => WRITERS[name]);

const ENCODER: Grammar = namesModule("caddy.logging.encoders", (name) => ENCODERS[name]);

const FIELD = namesModule("caddy.logging.encoders.filter");

const ENCODERS: Words = {
  append: { ...ANYTHING, block: { wrap: ENCODER } },
  filter: { block: { wrap: ENCODER, fields: { others: FIELD } }, others: FIELD },
  journald: { ...ANYTHING, block: { wrap: ENCODER } },
};

/** The grammar of `log`, which the global option shares. */
export const LOGGER: Grammar = {
  optional: [text],
  block: {
    hostnames: takesSome(text),
    no_hostname: FLAG,
    output: WRITER,
    format: ENCODER,
    level: takes(levelOf("DEBUG", "INFO", "WARN", "ERROR", "FATAL", "PANIC")),
    sampling: {
      needsBlock: true,
      block: {
        interval: takes(duration),
        first: takes(integer(1)),
        thereafter: takes(integer(0)),
      },
    },
    core: namesModule("caddy.logging.cores"),
    include: takesSome(text),
    exclude: takesSome(text),
  },
};

export const LOG: Words = {
  log: LOGGER,
  log_skip: { matcher: "any" },
  log_append: { matcher: "any", args: [text, text] },
  log_level: { matcher: "any", args: [levelOf("DEBUG", "INFO", "WARN", "ERROR")] },
  log_name: { matcher: "any", rest: text, min: 1 },
};
