import { execFile } from "node:child_process";
import { promisify } from "node:util";

const MAX_BUFFER = 64 << 20;

/** Runs a program of this machine, and gives what it printed. */
export async function command(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: MAX_BUFFER });
  return stdout.trim();
}

/** Runs a program for what may have happened already: taking away what is not there. */
export async function attempt(program: string, ...args: string[]): Promise<void> {
  await command(program, ...args).catch(() => undefined);
}
