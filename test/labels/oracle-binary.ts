import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = resolve(__dirname, "../..");
const SOURCE = join(ROOT, "toolchain/label-oracle");
const FOLDER = join(ROOT, ".gatehouse/bin");
const LOCK = join(FOLDER, "label-oracle.lock");

/** Where the oracle's sources are, for `go list`. */
export const ORACLE_SOURCE = SOURCE;

/** Builds the oracle, one test file at a time, and gives its path. Go knows when nothing changed. */
export async function buildOracle(): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  await acquire();
  try {
    const binary = join(FOLDER, "label-oracle");
    execFileSync("go", ["build", "-o", binary, "."], { cwd: SOURCE, stdio: "inherit" });
    return binary;
  } finally {
    rmSync(LOCK, { recursive: true });
  }
}

/** Waits until this process owns the lock; one left by a process that is gone is removed. */
async function acquire(): Promise<void> {
  for (;;) {
    try {
      mkdirSync(LOCK);
      writeFileSync(join(LOCK, "owner"), String(process.pid));
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    if (isAbandoned()) rmSync(LOCK, { recursive: true, force: true });
    else await sleep(100);
  }
}

function isAbandoned(): boolean {
  try {
    const owner = Number(readFileSync(join(LOCK, "owner"), "utf8"));
    // An empty file is one that its owner is about to write.
    if (owner === 0) return false;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
