import { ANYTHING, FLAG, namesModule, takes, text, type Words } from "../grammar/grammar";
import { duration, integer, quoted, ratio } from "../grammar/rules";
import { MATCHER_SET } from "../matchers/grammar";
import { matcherOption } from "../matchers/words";
import type { Argument, Duration } from "../model/argument";
import { type Directive, directive, optionsOf } from "../model/directive";
import { type MatcherConditions, sortedEntries } from "../model/matcher";

/** A limit, counted separately for each value of its key. */
export interface RateLimitZone {
  /** The key: a placeholder such as `{remote_host}`, or one string for all requests. */
  readonly key: Argument;
  /** The sliding window. */
  readonly window: Duration;
  /** The requests that pass in the window. */
  readonly events: number;
  /** The requests that count. Default: all. */
  readonly match?: MatcherConditions;
}

/** Options of all zones. */
export interface RateLimitOptions {
  /** The share of `Retry-After` that is random, 0 to 1. Default: 0. */
  readonly jitter?: number;
  /** How often Caddy removes old counters. Default: 1m. */
  readonly sweepInterval?: Duration;
}

/** Answers requests over a limit with 429. Needs the module `http.handlers.rate_limit`. */
export function rateLimit(
  zones: Readonly<Record<string, RateLimitZone>>,
  options: RateLimitOptions = {},
): Directive {
  const words = sortedEntries(zones).map(([name, { match, ...zone }]) =>
    directive("zone", [name], [...optionsOf(zone), ...matcherOption("match", match)]),
  );
  return directive("rate_limit", [], [...words, ...optionsOf(options)]);
}

function incomplete({ args: [name], block }: Directive): string | undefined {
  const names = block.map((word) => word.name);
  const missing = ["window", "events"].filter((word) => !names.includes(word));
  if (missing.length === 0) return undefined;
  return `zone ${quoted(String(name))} must have ${missing.join(" and ")}.`;
}

export const RATE_LIMIT: Words = {
  rate_limit: {
    matcher: "any",
    needsBlock: true,
    block: {
      zone: {
        args: [text],
        block: {
          key: takes(text),
          window: takes(duration),
          events: takes(integer(1)),
          match: MATCHER_SET,
        },
        check: incomplete,
      },
      distributed: ANYTHING,
      storage: namesModule("caddy.storage"),
      jitter: takes(ratio(0, 1)),
      sweep_interval: takes(duration),
      log_key: FLAG,
    },
    module: () => "http.handlers.rate_limit",
  },
};
