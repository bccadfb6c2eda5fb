import type { Engine } from "./engine";

/**
 * Reads an engine's clock, which may differ from this machine's.
 *
 * @returns the time on it, in milliseconds, whenever it is called.
 */
export async function clockOf(engine: Engine): Promise<() => number> {
  const { SystemTime: time } = (await engine.info()) as { SystemTime: string };
  const ahead = Date.parse(time) - Date.now();
  return () => Date.now() + ahead;
}
