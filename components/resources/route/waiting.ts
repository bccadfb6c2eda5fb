import { connect } from "../../docker/client";
import type { DockerHost, Engine } from "../../docker/engine";
import { askAll, type Probe } from "../../docker/probe";
import { hasLoaded, RefusedConfiguration, waitForReload, waitForRoutes } from "../../docker/served";
import { type AwaitedProxy, isHeldBack, isRefusedForOthers } from "./held-back";
import { holdersReplaced } from "./holder";

/** The properties, in the state, of a resource that waits for the proxy. */
export interface Waiting extends AwaitedProxy {
  readonly docker: DockerHost;
  /** The routes that must answer. Default: none. */
  readonly probes?: readonly Probe[];
  /** Their upstreams that Pulumi does not run, for messages. */
  readonly outside?: { readonly upstreams: readonly string[] };
  /**
   * Since when labels that the update was about to delete held the proxy back, by the engine's clock.
   * Only the state has it, until a look or a refresh finds that the proxy serves its routes.
   */
  readonly heldBackSince?: number;
}

/**
 * Waits until the proxy has loaded a configuration and its routes answer.
 *
 * @param since when labels changed, by the engine's clock; `undefined` when they did not.
 * @returns since when the proxy is held back (see {@link isHeldBack}); `undefined` when it is not.
 */
export async function waitUnlessHeldBack(
  engine: Engine,
  waiting: Waiting,
  since: number | undefined,
): Promise<number | undefined> {
  const { probes = [] } = waiting;
  try {
    if (since !== undefined) await loaded(engine, waiting, since);
    await waitForRoutes(engine, { ...waiting, probes });
    return undefined;
  } catch (error) {
    if (!(await isHeldBack(engine, waiting))) throw error;
    return since ?? Date.now();
  }
}

/** Waits for the reload; where it fails for the labels of others, says so. */
async function loaded(engine: Engine, waiting: Waiting, since: number): Promise<void> {
  const { proxy, controller = proxy } = waiting;
  try {
    await waitForReload(engine, controller, since, holdersReplaced);
  } catch (error) {
    if (!(error instanceof RefusedConfiguration)) throw error;
    const forOthers = await isRefusedForOthers(engine, waiting).catch(() => false);
    throw forOthers ? error.forOthers() : error;
  }
}

/** The properties for the state: without their mark once the proxy has loaded and its routes answer. */
export async function unlessServed<T extends Waiting>(props: T): Promise<T> {
  const { heldBackSince, ...rest } = props;
  if (heldBackSince === undefined) return props;
  const { docker, proxy, controller = proxy, probes = [] } = props;
  if (!(await hasLoaded(connect(docker), controller, heldBackSince))) return props;
  const answers = await askAll(docker, probes);
  return answers.some(({ problem }) => problem !== undefined) ? props : (rest as T);
}
