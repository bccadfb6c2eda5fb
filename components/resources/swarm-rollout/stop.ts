import { type Engine, unlessMissing } from "../../docker/engine";
import { poll } from "../../docker/poll";

/** Milliseconds between two looks. */
const INTERVAL = 200;

/** Milliseconds that tasks may take to end. */
const PATIENCE = 60_000;

/** The part of a service that is read here. */
interface Found {
  readonly Version: { readonly Index: number };
  readonly Spec: { readonly Mode: { readonly Replicated?: object } };
}

/**
 * Ends the tasks of a replicated service, each within its own grace period. The Docker provider, which
 * removes the service after that, would fail where a task takes longer.
 */
export async function stop(engine: Engine, id: string): Promise<void> {
  const service: Found | undefined = await engine.getService(id).inspect().catch(unlessMissing);
  if (service?.Spec.Mode.Replicated === undefined) return;
  const none = { ...service.Spec, Mode: { Replicated: { Replicas: 0 } } };
  await engine.getService(id).update({ ...none, version: service.Version.Index });
  const ended = async () => ((await running(engine, id)) === 0 ? true : undefined);
  await poll(ended, { interval: INTERVAL, timeout: PATIENCE });
}

/** How many tasks run on nodes that are ready; a lost node reports none. */
async function running(engine: Engine, id: string): Promise<number> {
  const [tasks, nodes] = await Promise.all([
    engine.listTasks({ filters: { service: [id] } }),
    engine.listNodes(),
  ]);
  const ready = nodes.filter(({ Status: status }) => status?.State === "ready");
  const here = (node: unknown) => ready.some(({ ID: each }) => each === node);
  return tasks.filter(({ NodeID: node, Status: status }) => {
    return here(node) && /^(preparing|ready|starting|running)$/.test(status?.State);
  }).length;
}
