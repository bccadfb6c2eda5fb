import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = resolve(__dirname, "..");
const FOLDER = join(ROOT, ".gatehouse/bin");

/** A Go program that tests run. */
export interface GoBinary {
  /** The name of the binary. */
  readonly name: string;
  /** The module, under toolchain/. */
  readonly module: string;
  /** The package. Default: the module's own. */
  readonly package?: string;
  readonly ldflags?: string;
}

/** The folder of a module's sources. */
export const goModule = (module: string) => join(ROOT, "toolchain", module);

/** Builds it, one test file at a time, and returns its path. Go's cache skips an unchanged build. */
export async function buildGo({ name, module, package: from, ldflags }: GoBinary) {
  mkdirSync(FOLDER, { recursive: true });
  const lock = join(FOLDER, `${name}.lock`);
  await acquire(lock);
  try {
    const binary = join(FOLDER, process.platform === "win32" ? `${name}.exe` : name);
    const args = ["build", "-ldflags", ldflags ?? "", "-o", binary, from ?? "."];
    execFileSync("go", args, { cwd: goModule(module), stdio: "inherit" });
    return binary;
  } finally {
    rmSync(lock, { recursive: true });
  }
}

/** Waits until this process owns the lock; removes the lock of a dead process. */
async function acquire(lock: string): Promise<void> {
  for (;;) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, "owner"), String(process.pid));
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    if (isAbandoned(lock)) rmSync(lock, { recursive: true, force: true });
    else await sleep(100);
  }
}

function isAbandoned(lock: string): boolean {
  try {
    const owner = Number(readFileSync(join(lock, "owner"), "utf8"));
    // The owner of an empty file is about to write it.
    if (owner === 0) return false;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
