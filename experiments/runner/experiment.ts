import { z } from "zod";
import { strictObject } from "../../components/schema/values";
import { apiName } from "../../components/toxics/values";
import { faultMapping } from "./faults";
import { MAX_SEED } from "./random";
import { percent, span, text, whole } from "./values";

/** What is asked of the requests of a time; what is left out is not asked. */
const goals = {
  /** The share of the requests that succeed, such as "99%". */
  successRate: percent.optional(),
  /** The median of the latencies of the requests that succeed, such as "50ms". */
  p50: span("1ms", "1h").optional(),
  /** The 99th percentile of these latencies. */
  p99: span("1ms", "1h").optional(),
};

/** How the service is asked, all of it over the entry point. */
const load = strictObject("a setting of the load", {
  /** How many requests begin each second, at even distances. Default: 20. */
  requestsPerSecond: whole(1, 500).default(20),
  /**
   * How many requests can be under way; one that finds no free client has failed. Default: 50.
   */
  clients: whole(1, 200).default(50),
  /** A request that has no whole answer by then has failed. Default: 5s. */
  timeout: span("100ms", "1m").default(5_000),
  /** Default: GET. */
  method: text(/^[A-Z]+$/, 'must be an HTTP verb in capitals, such as "GET"').default("GET"),
  /** With the query. Default: the URL's. */
  path: text(/^\/\S*$/, 'must start with "/", such as "/cart?id=1"').optional(),
  /** Sent as it stands here. Default: none. */
  body: z.string({ error: "must be a string" }).max(1_000_000).optional(),
});

const steadyState = strictObject("a setting of the steady state", {
  /** How long it is measured, before any fault. Default: 5s. */
  for: span("1s", "10m").default(5_000),
  ...goals,
  successRate: percent.default(0.99),
});

const scheduled = faultMapping(
  "a setting of a fault",
  { at: span("0s", "1h"), for: span("100ms", "1h") },
  false,
);

const drawnFault = faultMapping(
  "a setting of a kind of fault",
  { weight: whole(1, 1_000).default(1) },
  true,
);

/** Two durations, the first not longer than the second. */
function spans(low: string, high: string) {
  return strictObject("an end of a range", { from: span(low, high), to: span(low, high) }).refine(
    ({ from, to }) => from <= to,
    { error: "must not have its end before its beginning" },
  );
}

const randomFaults = strictObject("a setting of random faults", {
  /** The same seed draws the same schedule. Default: a new one each time, which the report has. */
  seed: whole(0, MAX_SEED).optional(),
  /** The time without a fault before each. */
  gap: spans("0s", "1h"),
  /** How long each is in force. */
  length: spans("100ms", "1h"),
  /** What is drawn from, by weight. Any value of a toxic can be a range, `{ from, to }`. */
  kinds: z
    .array(drawnFault, { error: "must be an array of kinds of faults" })
    .min(1, { error: "must have one kind of fault at least" }),
});

const objectives = strictObject("an objective", {
  /** Of the requests that began while a fault was in force. */
  duringFaults: strictObject("an objective", goals).optional(),
  /** Of all requests since the steady state was left. */
  overall: strictObject("an objective", goals).optional(),
  /**
   * The time from the end of the last fault until a whole second of requests is in the steady state
   * again. A second shorter than `after` at least.
   */
  recovery: span("0s", "1h").optional(),
});

/** The fields of an experiment's file; times to milliseconds, shares to 0 to 1, defaults filled in. */
export const experimentFields = strictObject("a setting of an experiment", {
  /** Also the name of its reports' folders. */
  name: text(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'must be lower-case words with "-" between, such as "slow-dependency"',
  ),
  /** One sentence: what is done to the service. */
  description: text(/^\S[^\n]*$/, "must be one line of text"),
  /** The proxy in Toxiproxy whose connections are disturbed. Default: the only one there is. */
  proxy: apiName.optional(),
  /** What is asked, one of the stack's URLs. Default: the only one that leads through Toxiproxy. */
  url: text(
    /^https?:\/\/[^\s/]+(\/\S*)?$/,
    'must be a URL, such as "https://shop.localhost/"',
  ).optional(),
  load: load.prefault({}),
  /** What must hold before faults begin. */
  steadyState: steadyState.prefault({}),
  /** How long faults can be in force, after the steady state. */
  duration: span("1s", "1h"),
  /** Faults at given times. */
  faults: z
    .array(scheduled, { error: "must be an array of faults" })
    .min(1, { error: "must have one fault at least" })
    .optional(),
  /** Faults drawn from a seed, one after the other. */
  randomFaults: randomFaults.optional(),
  /** How long the service is watched after `duration`. Default: 5s. */
  after: span("1s", "10m").default(5_000),
  objectives,
});

/** An experiment, as its file declares it: times in milliseconds, shares from 0 to 1. */
export type Experiment = z.output<typeof experimentFields>;
/** What is asked of the requests of a time. */
export type Goals = NonNullable<Experiment["objectives"]["overall"]>;

/** How the service is asked. */
export type LoadSettings = Experiment["load"];

/** What random faults are drawn from. */
export type RandomFaults = NonNullable<Experiment["randomFaults"]>;
