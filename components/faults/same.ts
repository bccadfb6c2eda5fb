import type { Engine } from "../engine/client";

/** Whether two sets of properties agree in these, whatever the order of their keys. */
export function sameFields<T extends object>(
  some: T,
  others: T,
  fields: readonly (keyof T)[],
): boolean {
  return fields.every((field) => textOf(some[field]) === textOf(others[field]));
}

function textOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([key]) => !key.startsWith("__"));
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether a container runs; one that is gone does not. */
export function isServing(engine: Engine, container: string): Promise<boolean> {
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
