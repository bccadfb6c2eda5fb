import { connect } from "../../docker/host/client";
import type { DockerHost, Engine } from "../../docker/host/engine";
import { askAll, type Probe } from "../../docker/routes/probe";
import {
  hasLoaded,
  RefusedConfiguration,
  waitForReload,
  waitForRoutes,
} from "../../docker/routes/served";
import { type AwaitedProxy, isHeldBack, Refused, refusedLabels } from "./held-back";
import { holdersReplaced } from "./holder";

/** The properties, in the state, of a resource that waits for the proxy. */
export interface Waiting extends AwaitedProxy, Unserved {
  readonly docker: DockerHost;
  /** The routes that must answer. Default: none. */
  readonly probes?: readonly Probe[];
  /** Their upstreams that Pulumi does not run, for messages. */
  readonly outside?: { readonly upstreams: readonly string[] };
}

/**
 * What keeps a route from answering though its update has ended well. Only the state has it, until a look or a
 * refresh finds that the proxy serves its routes.
 */
export interface Unserved {
  /** Since when labels that the update was about to delete held the proxy back, by the engine's clock. */
  readonly heldBackSince?: number;
  /** A text for each host that the proxy has no certificate for yet. */
  readonly uncertified?: readonly string[];
}

/**
 * Waits until the proxy has loaded a configuration and its routes answer.
 *
 * @param since when labels changed, by the engine's clock; `undefined` when they did not.
 * @returns what else is missing: the proxy is held back (see {@link isHeldBack}), or waits for certificates.
 */
export async function waitUnlessHeldBack(
  engine: Engine,
  waiting: Waiting,
  since: number | undefined,
): Promise<Unserved> {
  const { probes = [] } = waiting;
  try {
    if (since !== undefined) await loaded(engine, waiting, since);
    const uncertified = await waitForRoutes(engine, { ...waiting, probes });
    return uncertified.length === 0 ? {} : { uncertified };
  } catch (error) {
    if (!(await isHeldBack(engine, waiting))) throw error;
    return { heldBackSince: since ?? Date.now() };
  }
}

/** Milliseconds that the proxy may take to load what is there after it has refused labels that are gone. */
const PATIENCE = 10_000;

/** Waits for the reload; where it fails for the labels of others, says so. */
async function loaded(engine: Engine, waiting: Waiting, since: number): Promise<void> {
  const { proxy, controller = proxy } = waiting;
  let refusal = await refusalSince(engine, controller, since);
  const end = Date.now() + PATIENCE;
  while (refusal !== undefined) {
    const refused = await refusedLabels(engine, waiting).catch(() => Refused.Own);
    if (refused === Refused.Others) throw refusal.forOthers();
    // The plugin sends once more labels that it has read before they were deleted, and then those of now.
    if (refused === Refused.Own || Date.now() > end) throw refusal;
    const another = await refusalSince(engine, controller, (refusal.at ?? since) + 1);
    if (another === undefined && (await hasLoaded(engine, controller, since))) return;
    refusal = another ?? refusal;
  }
}

/** Waits for the reload; returns Caddy's refusal. */
async function refusalSince(engine: Engine, reader: string, since: number) {
  try {
    await waitForReload(engine, reader, since, holdersReplaced);
    return undefined;
  } catch (error) {
    if (error instanceof RefusedConfiguration) return error;
    throw error;
  }
}

/** The properties for the state: without what was missing once the proxy has loaded and its routes answer. */
export async function unlessServed<T extends Waiting>(props: T): Promise<T> {
  const { heldBackSince, uncertified, ...rest } = props;
  if (heldBackSince === undefined && uncertified === undefined) return props;
  const { docker, proxy, controller = proxy, probes = [] } = props;
  const held =
    heldBackSince !== undefined && !(await hasLoaded(connect(docker), controller, heldBackSince));
  if (held) return props;
  const answers = await askAll(docker, probes);
  return answers.some(({ problem }) => problem !== undefined) ? props : (rest as T);
}
