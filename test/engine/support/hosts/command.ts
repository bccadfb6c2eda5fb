import { execFile } from "node:child_process";
import { promisify } from "node:util";

const MAX_BUFFER = 64 << 20;

/** Runs a program on this machine, and returns its output. */
export async function command(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: MAX_BUFFER });
  return stdout.trim();
}

/** Runs a program that may fail, as when it removes something that does not exist. */
export async function attempt(program: string, ...args: string[]): Promise<void> {
  await command(program, ...args).catch(() => undefined);
}
