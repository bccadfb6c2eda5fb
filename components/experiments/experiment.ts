import { z } from "zod";
import { strictObject } from "../schema/values";
import { DURATION, milliseconds } from "../toxics/quantities";
import { apiName } from "../toxics/values";
import { faultObject } from "./faults";
import { MAX_SEED } from "./random";

/** A string that matches the pattern. */
function text(pattern: RegExp, error: string) {
  return z.string({ error }).regex(pattern, { error, abort: true });
}

/** Parses a duration from `low` to `high` to milliseconds. */
function span(low: string, high: string) {
  const error = `must be a duration of whole milliseconds with its unit, such as "5s", from ${low} to ${high}`;
  const least = milliseconds(low) ?? 0;
  const most = milliseconds(high) ?? 0;
  return text(DURATION, error).transform((given, context) => {
    const value = milliseconds(given);
    if (value !== undefined && value >= least && value <= most) return value;
    context.addIssue({ code: "custom", message: error });
    return z.NEVER;
  });
}

const SHARE = 'must be a share such as "99%" or "99.5%", from 0% to 100%';

/** Parses a percentage to a number from 0 to 1. */
const percent = text(/^\d{1,3}(\.\d{1,3})?%$/, SHARE).transform((given, context) => {
  const value = Number(given.slice(0, -1)) / 100;
  if (value <= 1) return value;
  context.addIssue({ code: "custom", message: SHARE });
  return z.NEVER;
});

/** An integer in this range. */
function whole(low: number, high: number) {
  const error = `must be an integer from ${low} to ${high}`;
  return z.int({ error }).min(low, { error }).max(high, { error });
}

/** The bounds of the requests of a time; a bound that is left out is not checked. */
const goals = {
  /** The share of the requests that succeed, such as "99%". */
  successRate: percent.optional(),
  /** The median of the latencies of the requests that succeed, such as "50ms". */
  p50: span("1ms", "1h").optional(),
  /** The 99th percentile of these latencies. */
  p99: span("1ms", "1h").optional(),
};

/** The requests to the service, all of them through the entry point. */
const load = strictObject("a setting of the load", {
  /** How many requests begin each second, at even intervals. Default: 20. */
  requestsPerSecond: whole(1, 500).default(20),
  /** How many requests can be under way; a request that finds no free client fails. Default: 50. */
  clients: whole(1, 200).default(50),
  /** A request whose answer is not complete by then fails. Default: 5s. */
  timeout: span("100ms", "1m").default(5_000),
  /** Default: GET. */
  method: text(/^[A-Z]+$/, 'must be an HTTP verb in capitals, such as "GET"').default("GET"),
  /** Includes the query. Default: the URL's. */
  path: text(/^\/\S*$/, 'must start with "/", such as "/cart?id=1"').optional(),
  /** Sent unchanged. Default: none. */
  body: z.string({ error: "must be a string" }).max(1_000_000).optional(),
});

const steadyState = strictObject("a setting of the steady state", {
  /** How long the load runs before the first fault. Default: 5s. */
  for: span("1s", "10m").default(5_000),
  ...goals,
  /** The share of the requests that succeed. Default: 99%. */
  successRate: percent.default(0.99),
});

const scheduled = faultObject(
  "a setting of a fault",
  {
    /** When it begins, after the steady state. */
    at: span("0s", "1h"),
    /** How long it is in force. It ends within `duration`. */
    for: span("100ms", "1h"),
  },
  false,
);

const drawnFault = faultObject(
  "a setting of a kind of fault",
  {
    /** How often it is drawn, compared with the others. Default: 1. */
    weight: whole(1, 1_000).default(1),
  },
  true,
);

/** Two durations, the first not longer than the second. */
function spans(low: string, high: string) {
  return strictObject("an end of a range", {
    /** The shortest. */
    from: span(low, high),
    /** The longest. */
    to: span(low, high),
  }).refine(({ from, to }) => from <= to, { error: "must not have its end before its beginning" });
}

const randomFaults = strictObject("a setting of random faults", {
  /** The same seed draws the same schedule. Default: a new one each time, which the report names. */
  seed: whole(0, MAX_SEED).optional(),
  /** The time without a fault before each fault. */
  gap: spans("0s", "1h"),
  /** How long each fault is in force. */
  length: spans("100ms", "1h"),
  /** The faults to draw from, by weight. Any value of a toxic can be a range, `{ from, to }`. */
  kinds: z
    .array(drawnFault, { error: "must be an array of kinds of faults" })
    .min(1, { error: "must have at least one kind of fault" }),
});

const objectives = strictObject("an objective", {
  /** For the requests that began while a fault was in force. */
  duringFaults: strictObject("an objective", goals).optional(),
  /** For all requests since the steady state ended. */
  overall: strictObject("an objective", goals).optional(),
  /**
   * The time from the end of the last fault until a whole second of requests meets the steady state
   * again. At least a second shorter than `after`.
   */
  recovery: span("0s", "1h").optional(),
});

/**
 * The fields of an experiment's file. Parses times to milliseconds and shares to numbers from 0 to 1, and
 * fills in defaults. Each error completes "<path> …, got <value>."; see components/schema/problems.ts.
 */
export const experimentFields = strictObject("a setting of an experiment", {
  /** Also the name of its reports' folders. */
  name: text(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'must be lower-case words with "-" between, such as "slow-dependency"',
  ),
  /** One sentence: what the experiment does to the service. */
  description: text(/^\S[^\n]*$/, "must be a string of one line"),
  /** The proxy in Toxiproxy whose connections the experiment disturbs. Default: the only one. */
  proxy: apiName.optional(),
  /** The URL to request, one of the stack's. Default: the only one that leads through Toxiproxy. */
  url: text(
    /^https?:\/\/[^\s/]+(\/\S*)?$/,
    'must be a URL, such as "https://shop.localhost/"',
  ).optional(),
  /** The requests to the service, all of them through the entry point. */
  load: load.prefault({}),
  /** The bounds that the service must meet before faults begin. */
  steadyState: steadyState.prefault({}),
  /** The time of the faults, after the steady state. */
  duration: span("1s", "1h"),
  /** Faults at given times. */
  faults: z
    .array(scheduled, { error: "must be an array of faults" })
    .min(1, { error: "must have at least one fault" })
    .optional(),
  /** Faults drawn from a seed, one after the other. */
  randomFaults: randomFaults.optional(),
  /** How long the load runs on after `duration`. Default: 5s. */
  after: span("1s", "10m").default(5_000),
  /** What clients may notice; at least one objective. */
  objectives,
});

/** An experiment, as its file declares it: times in milliseconds, shares from 0 to 1. */
export type Experiment = z.output<typeof experimentFields>;

/** The bounds of the requests of a time. */
export type Goals = NonNullable<Experiment["objectives"]["overall"]>;

/** The requests to the service. */
export type LoadSettings = Experiment["load"];

/** The kinds, times and seed of random faults. */
export type RandomFaults = NonNullable<Experiment["randomFaults"]>;
