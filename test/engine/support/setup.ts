import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repository, transpileCheckout } from "./transpiled";

/**
 * Prepares all engine tests, once for each run: checks the program's types and compiles it to JavaScript, so
 * that Pulumi does not compile it in each of its runs. Returns a function that removes the files.
 */
export async function setup(): Promise<() => void> {
  const types = pathToFileURL(join(repository, "toolchain/lib/typescript.mjs")).href;
  const { ensureTypes }: { ensureTypes(): Promise<void> } = await import(types);
  await ensureTypes();
  const dir = mkdtempSync(join(tmpdir(), "gatehouse-javascript-"));
  transpileCheckout(dir);
  process.env.GATEHOUSE_JAVASCRIPT = dir;
  return () => rmSync(dir, { recursive: true, force: true });
}
