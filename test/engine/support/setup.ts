import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repository, transpileCheckout } from "./transpiled";

/*
 * What all engine tests have in common, once for a run: the program's types are checked, and it is
 * made JavaScript, so that none of its many runs costs a compiler.
 */

/** Sets it up, and gives what takes it away. */
export async function setup(): Promise<() => void> {
  const types = pathToFileURL(join(repository, "toolchain/lib/typescript.mjs")).href;
  const { ensureTypes }: { ensureTypes(): Promise<void> } = await import(types);
  await ensureTypes();
  const dir = mkdtempSync(join(tmpdir(), "gatehouse-javascript-"));
  transpileCheckout(dir);
  process.env.GATEHOUSE_JAVASCRIPT = dir;
  return () => rmSync(dir, { recursive: true, force: true });
}
