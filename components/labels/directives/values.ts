import { type Grammar, takes } from "../grammar/grammar";
import { duration, quoted, regexp, size, text } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { type Directive, directive, entries, option } from "../model/directive";
import type { Duration, Size } from "../model/units";

/** Sets variables, read as `{vars.name}`. What looks like a number becomes one. */
export function vars(values: Readonly<Record<string, Argument | number>>): Directive {
  return directive("vars", [], entries(values));
}

/** One row of a map: what to look for, and what the destinations then are. */
export interface MapRow {
  /** The source's value, or a regular expression (RE2) after `~`. */
  readonly input: string;
  /** A value for each destination; `-` for the default's. */
  readonly outputs: readonly [Argument, ...Argument[]];
}

/** Sets placeholders by the value of another, the first row that fits. */
export function map(
  source: Argument,
  destinations: readonly [string, ...string[]],
  rows: readonly [MapRow, ...MapRow[]],
  defaults: readonly Argument[] = [],
): Directive {
  return directive(
    "map",
    [source, ...destinations],
    [
      ...rows.map(({ input, outputs }) => directive(input, outputs)),
      ...option("default", defaults),
    ],
  );
}

/** Limits the body of a request. */
export function requestBody(options: { readonly maxSize: Size }): Directive {
  return directive("request_body", [], option("max_size", options.maxSize));
}

/** How long clients may let a request or an answer wait. */
export interface TimeoutOptions {
  /** For the next piece of a request's body. Default: the server's. */
  readonly read?: Duration;
  /** For a client to take the next piece of an answer. Default: the server's. */
  readonly write?: Duration;
}

/** Ends connections of clients that let a request or an answer wait. */
export function timeouts({ read, write }: TimeoutOptions): Directive {
  return directive(
    "timeouts",
    [],
    [...option("read_timeout", read), ...option("write_timeout", write)],
  );
}

function mapProblem({ args, block }: Directive): string | undefined {
  const destinations = args.slice(1);
  const bad = destinations.find((each) => typeof each === "string" && !/^\{[\w.-]+\}$/.test(each));
  if (typeof bad === "string") {
    return `must have placeholders as destinations, got ${quoted(bad)}. Write "{${bad}}".`;
  }
  const long = block.find((row) => row.args.length > destinations.length);
  if (long !== undefined) return `row ${quoted(long.name)} has more outputs than destinations.`;
  return undefined;
}

/** The grammar of these directives. */
export const VALUES: Readonly<Record<string, Grammar>> = {
  vars: { matcher: "any", optional: [text, text], others: takes(text) },
  map: {
    matcher: "any",
    args: [text, text],
    rest: text,
    needsBlock: true,
    others: {
      rest: text,
      min: 1,
      check: ({ name }) => (name.startsWith("~") ? regexp(name.slice(1)) : undefined),
    },
    check: mapProblem,
  },
  request_body: {
    matcher: "any",
    needsBlock: true,
    block: {
      max_size: takes(size),
      set: takes(text),
    },
  },
  push: { matcher: "any", rest: text, open: true },
  acme_server: { matcher: "any", open: true, terminal: true },
  timeouts: {
    matcher: "any",
    needsBlock: true,
    block: {
      read_timeout: takes(duration),
      write_timeout: takes(duration),
      max_write_chunk: takes(size),
    },
  },
  log_level: { matcher: "any", rest: text },
};
