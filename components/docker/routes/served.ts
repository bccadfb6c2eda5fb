import { type LogLine, lastLines, logLines } from "../containers/output";
import { type DockerHost, type Engine, unlessMissing } from "../host/engine";
import { poll } from "../poll";
import { readable } from "./caddy";
import { dialErrors } from "./dials";
import { type Answer, askAll, type Probe } from "./probe";
import { passFor } from "./probe-pass";
import { CERTIFICATE_LINES, watchCertificates } from "./uncertified";

/** Milliseconds between two requests to a route. */
const INTERVAL = 50;

/** Milliseconds between two looks at the log. */
const LOG_INTERVAL = 100;

/** Milliseconds that a route may take to answer. */
const PATIENCE = 20_000;

/**
 * Milliseconds that the plugin may need from a change until it sends the configuration: it collects events
 * for 100, and the configuration that it is making may be of the state before the change, or between
 * two steps of it.
 */
const SETTLED = 500;

/** Milliseconds without any configuration after which the proxy must already have had it. */
const UNCHANGED = 6_000;

const SENT = /Sending configuration to/;
const LOADED = /Successfully configured/;

/** A server that has just started does not listen yet; the controller retries. */
const NOT_YET = /Failed to send configuration.*\bdial tcp\b/;
const REFUSED = /Failed to (convert caddyfile into json config|(prepare|send) configuration)/;

const COMPLAINT = /"level":"(error|warn)"|\b(ERROR|WARN)\b|^Docker gives no log/;

/**
 * Waits until the proxy has loaded the configuration of changed labels: one that the plugin has sent long
 * enough after the change, or its last one. In a large update, other routes change all the time.
 *
 * @param reader the container that reads the labels and logs the outcome.
 * @param since when the labels changed, by the engine's clock.
 * @param changed until when this process has changed other labels, by this machine's clock: the plugin may
 *   have read the state between two steps of such a change. Default: it has changed none.
 * @throws Error with the proxy's words when it refuses the configuration.
 */
export async function waitForReload(
  engine: Engine,
  reader: string,
  since: number,
  changed: () => number = () => 0,
): Promise<void> {
  let steps: LogLine[] = [];
  let began = Date.now();
  const settled = async () => {
    const lines = await logLines(engine, reader, { since });
    const found = lines.filter(({ text }) => SENT.test(text) || isOutcome(text));
    if (found.length > steps.length) began = Date.now();
    steps = found;
    if (isLoadedSince(steps, since + SETTLED)) return "loaded";
    began = Math.max(began, changed());
    const last = steps.at(-1);
    const enough = last !== undefined && isOutcome(last.text) ? SETTLED : UNCHANGED;
    return Date.now() - began < enough ? undefined : "quiet";
  };
  if ((await poll(settled, { interval: LOG_INTERVAL })) === "loaded") return;
  const last = steps.findLast(({ text }) => isOutcome(text));
  if (last !== undefined && refuses(last.text)) {
    throw new RefusedConfiguration(last.text, undefined, last.time);
  }
}

/** Whether the proxy has loaded a configuration that the plugin sent from that time on. */
function isLoadedSince(steps: readonly LogLine[], time: number): boolean {
  const sent = steps.findIndex((step) => SENT.test(step.text) && step.time >= time);
  return sent >= 0 && steps.slice(sent).some(({ text }) => LOADED.test(text));
}

/** A configuration that Caddy refuses, with Caddy's message. */
export class RefusedConfiguration extends Error {
  /** @param at when the proxy logged it, by the engine's clock; `undefined` for one that only a trial refused. */
  constructor(
    readonly words: string,
    what = "the proxy refuses the configuration",
    readonly at?: number,
  ) {
    super([`${what}. It said:`, ...quoted(words)].join("\n"));
  }

  /** The same where the labels of other containers are the reason. */
  forOthers(): RefusedConfiguration {
    const what =
      "the proxy refuses the configuration for the labels of other containers than these";
    return new RefusedConfiguration(this.words, what);
  }
}

/** Whether the proxy loaded the last configuration since then. */
export async function hasLoaded(engine: Engine, reader: string, since: number): Promise<boolean> {
  const lines = (await logLines(engine, reader, { since }).catch(unlessMissing)) ?? [];
  const last = lines.findLast(({ text }) => isOutcome(text));
  return last !== undefined && !refuses(last.text);
}

/** Why the proxy refused its last configuration, by its log; `undefined` where it has loaded it. */
export function lastRefusal(lines: readonly LogLine[]): RefusedConfiguration | undefined {
  const last = lines.findLast(({ text }) => isOutcome(text));
  return last !== undefined && refuses(last.text) ? new RefusedConfiguration(last.text) : undefined;
}

function quoted(text: string): string[] {
  return readable(text).map((line) => `  ${line}`);
}

function isOutcome(text: string): boolean {
  return LOADED.test(text) || refuses(text);
}

function refuses(text: string): boolean {
  return REFUSED.test(text) && !NOT_YET.test(text);
}

/** The probes, and the containers whose logs explain a failure. */
interface Asked {
  readonly docker: DockerHost;
  /** Id of the proxy's container. */
  readonly proxy: string;
  /** Id of the container that reads the labels, where the proxy itself does not. */
  readonly controller?: string;
  readonly probes: readonly Probe[];
  /** Milliseconds that a route may take to answer. Default: 20,000. */
  readonly patience?: number;
  /** The upstreams of the routes that Pulumi does not run, for the message. Default: none. */
  readonly outside?: { readonly upstreams: readonly string[] };
}

/**
 * Waits until every route answers, or waits for nothing but a certificate that Caddy keeps trying to get:
 * after the time for an answer, or once each attempt has failed.
 *
 * @returns a text for each host that has no certificate yet.
 * @throws Error that names those that don't answer, with the last errors in the proxy's log.
 */
export async function waitForRoutes(
  engine: Engine,
  { docker, proxy, controller = proxy, probes, patience = PATIENCE, outside }: Asked,
): Promise<readonly string[]> {
  const began = Date.now();
  const logs = [...new Set([proxy, controller])];
  const pass = await passFor(engine, proxy, probes);
  const watch = watchCertificates(() => lastLines(engine, proxy, { tail: CERTIFICATE_LINES }));
  let open = probes;
  const answered = async (late: boolean) => {
    const silent = (await askAll(docker, open, pass)).filter(
      ({ problem }) => problem !== undefined,
    );
    if (silent.length === 0) return [];
    const pending = await watch(silent, late);
    if (pending !== undefined) return pending;
    if (late) throw new Error(await unanswered(engine, logs, silent, began, outside?.upstreams));
    open = open.filter(({ url }) => silent.some((answer) => answer.url === url));
    return undefined;
  };
  return (await poll(answered, { interval: INTERVAL, timeout: patience })) ?? [];
}

async function unanswered(
  engine: Engine,
  logs: readonly string[],
  silent: readonly Answer[],
  since: number,
  upstreams: readonly string[] = [],
): Promise<string> {
  const found = await Promise.all(logs.map((log) => lastLines(engine, log, { since })));
  const lines = found.flat().sort((a, b) => a.time - b.time);
  const urls = silent.map(({ url, problem }) => `${url} does not answer: ${problem}.`);
  const dialled = dialErrors(lines, new Set(silent.map(({ url }) => new URL(url).host)));
  if (upstreams.length > 0 && dialled.length > 0)
    return [...urls, ...tried(upstreams, dialled)].join("\n");
  const complaints = lines.filter(({ text }) => COMPLAINT.test(text)).slice(-5);
  return [
    ...urls,
    complaints.length === 0 ? "The proxy has logged nothing of it." : "The proxy said:",
    ...complaints.flatMap(({ text }) => quoted(text)),
  ].join("\n");
}

/** What the proxy tried, and what it met. */
function tried(upstreams: readonly string[], met: readonly string[]): string[] {
  return [
    `From its container the proxy tried ${upstreams.join(", ")}:`,
    ...met,
    "Where that is fine, set mayBeDown: true.",
  ];
}
