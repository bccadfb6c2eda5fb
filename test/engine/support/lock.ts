import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Runs a task while no other process holds the lock of a file or folder. A process that ends gives its lock
 * back.
 */
export async function locked<Result>(path: string, task: () => Promise<Result>): Promise<Result> {
  const holder = spawn("flock", [path, "sh", "-c", "echo held; cat"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(holder, "exit");
  try {
    await Promise.race([once(holder.stdout, "data"), ended]);
    if (holder.exitCode !== null) throw new Error(`no lock of ${path}`);
    return await task();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
