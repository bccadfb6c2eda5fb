import type { Engine } from "./engine";
import { unlessMissing } from "./missing";

/** Whether a container exists and runs. */
export async function isRunning(engine: Engine, container: string): Promise<boolean> {
  const found = await engine.getContainer(container).inspect().catch(unlessMissing);
  return found?.State.Running ?? false;
}
