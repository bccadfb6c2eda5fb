import { takes, takesSome, text, type Words } from "../grammar/grammar";
import { regexp } from "../grammar/regexp";
import { duration, oneOf, quoted, size } from "../grammar/rules";
import type { Argument, Duration, Size } from "../model/argument";
import { type Directive, directive, entries, option, optionsOf } from "../model/directive";

/** Sets variables, which placeholders such as `{vars.name}` read. Caddy turns digits into numbers. */
export function vars(values: Readonly<Record<string, Argument | number>>): Directive {
  return directive("vars", [], entries(values));
}

/** A row of a map: a value of the source, and the values of the destinations. */
export interface MapRow {
  /** The source's value, or `~` and a regular expression (RE2) that finds something in it. */
  readonly input: string;
  /** A value for each destination; `-` for its default. */
  readonly outputs: readonly [Argument, ...Argument[]];
}

/** Sets placeholders by the value of a source; the first matching row applies. */
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

/** Limits the size of request bodies. */
export function requestBody(options: { readonly maxSize: Size }): Directive {
  return directive("request_body", [], optionsOf(options));
}

/** Timeouts of the proxy towards clients. */
export interface TimeoutOptions {
  /** To read the next part of a request's body. Default: the server's. */
  readonly read?: Duration;
  /** To write the next part of a response. Default: the server's. */
  readonly write?: Duration;
}

/** Closes the connections of clients that exceed a timeout. */
export function timeouts({ read, write }: TimeoutOptions): Directive {
  return directive("timeouts", [], optionsOf({ readTimeout: read, writeTimeout: write }));
}

/** Options of the addresses that a site listens on. */
export interface BindOptions {
  /** Default: h1, h2 and h3. */
  readonly protocols?: readonly ("h1" | "h2" | "h2c" | "h3")[];
}

/** Has a site listen on these addresses of the proxy's container only. */
export function bind(
  addresses: readonly [Argument, ...Argument[]],
  options: BindOptions = {},
): Directive {
  return directive("bind", addresses, optionsOf(options));
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

export const VALUES: Words = {
  bind: { ...takesSome(text), block: { protocols: takesSome(oneOf("h1", "h2", "h2c", "h3")) } },
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
    block: { max_size: takes(size), set: takes(text) },
  },
  push: {
    matcher: "any",
    optional: [text],
    block: {
      headers: { needsBlock: true, others: { optional: [text, text] } },
      GET: takes(text),
      HEAD: takes(text),
    },
    others: {},
  },
  timeouts: {
    matcher: "any",
    needsBlock: true,
    block: {
      read_timeout: takes(duration),
      write_timeout: takes(duration),
      max_write_chunk: takes(size),
    },
  },
};
