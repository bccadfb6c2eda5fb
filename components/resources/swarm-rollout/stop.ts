import type { Engine } from "../../docker/engine";
import { unlessMissing } from "../../docker/missing";

/** Milliseconds between two looks, and that tasks may take to go. */
const INTERVAL = 200;
const PATIENCE = 60_000;

/** What a manager says of a service, as far as it is read here. */
interface Found {
  readonly Version: { readonly Index: number };
  readonly Spec: { readonly Mode: { readonly Replicated?: object } };
}

/**
 * Ends the tasks of a service that has a number of them, each in its own time. The provider, which
 * removes the service after that, would fail where a task takes longer than its grace period.
 */
export async function stop(engine: Engine, id: string): Promise<void> {
  const service: Found | undefined = await engine.getService(id).inspect().catch(unlessMissing);
  if (service?.Spec.Mode.Replicated === undefined) return;
  const none = { ...service.Spec, Mode: { Replicated: { Replicas: 0 } } };
  await engine.getService(id).update({ ...none, version: service.Version.Index });
  for (const began = Date.now(); (await running(engine, id)) > 0; ) {
    if (Date.now() - began > PATIENCE) return;
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}

/** How many tasks run, as far as nodes can tell: of a lost one nobody knows. */
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
