import type { Engine } from "../engine/client";
import { type LogLine, logLines } from "../engine/logs";
import { type Answer, askAll } from "./answers";
import type { RouteProps } from "./props";

/** Milliseconds between two looks. */
const INTERVAL = 50;
/** Milliseconds that a route may take to answer. */
const PATIENCE = 20_000;
/**
 * Milliseconds without another configuration after which the last one counts: the plugin gathers
 * events for 100, and may have begun with what it saw between the two steps of a change.
 */
const SETTLED = 500;
/** Milliseconds after which the proxy must have had the configuration already. */
const UNCHANGED = 5_000;

const LOADED = /Successfully configured/;
const REFUSED = /Failed to (convert caddyfile into json config|(prepare|send) configuration)/;

/**
 * Waits until the proxy has taken the configuration that a change of labels makes.
 *
 * @param since when the labels changed, by the engine's clock.
 * @throws Error with the proxy's words when it refuses the configuration.
 */
export async function untilLoaded(engine: Engine, proxy: string, since: number): Promise<void> {
  let outcomes: LogLine[] = [];
  for (let began = Date.now(), quiet = 0; quiet < (outcomes.length > 0 ? SETTLED : UNCHANGED); ) {
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
    const lines = await logLines(engine, proxy, { since });
    const found = lines.filter(({ text }) => LOADED.test(text) || REFUSED.test(text));
    if (found.length > outcomes.length) began = Date.now();
    outcomes = found;
    quiet = Date.now() - began;
  }
  const last = outcomes.at(-1);
  if (last !== undefined && REFUSED.test(last.text)) {
    throw new Error(`the proxy refuses the configuration. It said: ${last.text}`);
  }
}

/**
 * Waits until every route answers.
 *
 * @throws Error that names those that don't, with the proxy's last words.
 */
export async function untilAnswered(
  engine: Engine,
  { docker, proxy, probes }: Pick<RouteProps, "docker" | "proxy" | "probes">,
): Promise<void> {
  const began = Date.now();
  for (let open = probes; open.length > 0; ) {
    const answers = await askAll(docker, open);
    const silent = answers.filter(({ problem }) => problem !== undefined);
    if (silent.length > 0 && Date.now() - began > PATIENCE) {
      throw new Error(await unanswered(engine, proxy, silent, began));
    }
    open = open.filter(({ url }) => silent.some((answer) => answer.url === url));
    if (open.length > 0) await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}

async function unanswered(
  engine: Engine,
  proxy: string,
  silent: readonly Answer[],
  since: number,
): Promise<string> {
  const complaints = (await logLines(engine, proxy, { since }))
    .filter(({ text }) => /"level":"(error|warn)"|\b(ERROR|WARN)\b/.test(text))
    .slice(-5);
  return [
    ...silent.map(({ url, problem }) => `${url} does not answer: ${problem}.`),
    complaints.length === 0 ? "The proxy has logged nothing of it." : "The proxy said:",
    ...complaints.map(({ text }) => `  ${text}`),
  ].join("\n");
}
