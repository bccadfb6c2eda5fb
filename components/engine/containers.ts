import type { Engine } from "./client";

/** Whether a container runs; one that is gone does not. */
export function isRunning(engine: Engine, container: string): Promise<boolean> {
  return engine
    .getContainer(container)
    .inspect()
    .then(
      ({ State: state }) => state.Running,
      (error: { statusCode?: number }) => {
        if (error.statusCode === 404) return false;
        throw error;
      },
    );
}
