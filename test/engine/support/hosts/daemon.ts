import { type ChildProcess, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Plug } from "./lan";

const PATIENCE = 600_000;

/** A long-running program on a host. */
export interface Daemon {
  readonly pid: number;
  /** Kills it, as a crash does. */
  kill(): Promise<void>;
}

/**
 * Starts a program in a host's network namespace and waits until it is ready.
 *
 * @throws Error with the end of its log if it does not become ready.
 */
export async function startDaemon(
  { enter, dir }: Plug,
  name: string,
  program: readonly string[],
  ready: () => Promise<boolean>,
): Promise<Daemon> {
  const log = join(dir, `${name}.log`);
  const output = openSync(log, "a");
  const child = spawn("nsenter", [...enter, ...program], {
    detached: true,
    stdio: ["ignore", output, output],
  });
  child.unref();
  for (const deadline = Date.now() + PATIENCE; !(await ready()); await sleep(100)) {
    if (hasEnded(child) || Date.now() > deadline) {
      const lines = readFileSync(log, "utf8").trim().split("\n").slice(-15).join("\n");
      throw new Error(`${name} did not start:\n${lines}`);
    }
  }
  return { pid: Number(child.pid), kill: () => kill(child) };
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return Promise.resolve();
  return new Promise((done) => {
    child.once("exit", () => done());
    child.kill("SIGKILL");
  });
}
