import type { Engine } from "./client";

/**
 * What keeps an image from being deployed: it is not on the engine, and the engine can't get it
 * from its registry. Asks the registry through the engine, and pulls nothing.
 */
export async function imageProblem(engine: Engine, reference: string): Promise<string | undefined> {
  if (await isPresent(engine, reference)) return undefined;
  try {
    await engine.getImage(reference).distribution();
    return undefined;
  } catch (error) {
    return (
      `image "${reference}" is not on the engine and can't be had from its registry ` +
      `(${reason(error)}). Check the name, the engine's network and its login.`
    );
  }
}

async function isPresent(engine: Engine, reference: string): Promise<boolean> {
  try {
    await engine.getImage(reference).inspect();
    return true;
  } catch {
    // Whatever the engine has against it, the registry's answer says it better.
    return false;
  }
}

/** The engine's own words, without the status line that the client puts before them. */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const words = "json" in Object(error) ? Reflect.get(Object(error), "json")?.message : undefined;
  return typeof words === "string" ? words : text;
}
