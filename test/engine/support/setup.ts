import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repository } from "./project";

/** Checks the program's types, once for all engine tests, which run it without a check. */
export async function setup(): Promise<void> {
  const types = pathToFileURL(join(repository, "toolchain/lib/typescript.mjs")).href;
  const { ensureTypes }: { ensureTypes(): Promise<void> } = await import(types);
  await ensureTypes();
}
