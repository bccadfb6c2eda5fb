import { ANYTHING, FLAG, type Grammar, takes } from "../grammar/grammar";
import { namesModule } from "../grammar/modules";
import { duration, integer, quoted, ratio, text } from "../grammar/rules";
import { MATCHER_SET } from "../matchers/set-grammar";
import { matcherDirectives } from "../matchers/words";
import type { Argument } from "../model/argument";
import { type Directive, directive, option } from "../model/directive";
import { type MatcherConditions, toMatcher } from "../model/matcher";
import type { Duration } from "../model/units";

/** How many requests of a kind are let through. */
export interface RateLimitZone {
  /** What requests are counted by: a placeholder such as `{remote_host}`. */
  readonly key: Argument;
  /** The span that is looked back on. */
  readonly window: Duration;
  /** The requests let through in it. */
  readonly events: number;
  /** Which requests count. Default: all. */
  readonly match?: MatcherConditions;
}

/** What holds for all zones. */
export interface RateLimitOptions {
  /** How far waits are spread, as a share of them between 0 and 1. */
  readonly jitter?: number;
  /** Default: 1m. */
  readonly sweepInterval?: Duration;
}

/** Refuses requests beyond a rate with status 429. Needs the module `http.handlers.rate_limit`. */
export function rateLimit(
  zones: Readonly<Record<string, RateLimitZone>>,
  options: RateLimitOptions = {},
): Directive {
  const words = Object.entries(zones)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, zone]) => directive("zone", [name], zoneDirectives(zone)));
  return directive(
    "rate_limit",
    [],
    [
      ...words,
      ...option("jitter", options.jitter),
      ...option("sweep_interval", options.sweepInterval),
    ],
  );
}

function zoneDirectives(zone: RateLimitZone): Directive[] {
  const matcher = toMatcher(zone.match);
  return [
    ...option("key", zone.key),
    ...option("window", zone.window),
    ...option("events", zone.events),
    ...(matcher === undefined ? [] : [directive("match", [], matcherDirectives(matcher))]),
  ];
}

function incomplete({ args: [name], block }: Directive): string | undefined {
  const names = block.map((word) => word.name);
  const missing = ["window", "events"].filter((word) => !names.includes(word));
  if (missing.length === 0) return undefined;
  return `zone ${quoted(String(name))} must have ${missing.join(" and ")}.`;
}

const ZONE: Grammar = {
  args: [text],
  block: {
    key: takes(text),
    window: takes(duration),
    events: takes(integer(1)),
    match: MATCHER_SET,
  },
  check: incomplete,
};

/** The grammar of these directives. */
export const RATE_LIMIT: Readonly<Record<string, Grammar>> = {
  rate_limit: {
    matcher: "any",
    needsBlock: true,
    block: {
      zone: ZONE,
      distributed: ANYTHING,
      storage: namesModule("caddy.storage"),
      jitter: takes(ratio(0, 1)),
      sweep_interval: takes(duration),
      log_key: FLAG,
    },
    module: () => "http.handlers.rate_limit",
  },
};
