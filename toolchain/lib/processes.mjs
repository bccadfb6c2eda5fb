// @ts-check
// Locks and unfinished files: each names its process, so another one recognises what a dead process left.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { lockHeld } from "./failures.mjs";
import { poll } from "./poll.mjs";

/**
 * Whether a process of this machine runs.
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * Holds the lock file while the work runs. Takes over the lock of a process that died.
 * @template T
 * @param {string} file
 * @param {() => T} work
 * @returns {Promise<T>}
 */
export async function locked(file, work) {
  mkdirSync(path.dirname(file), { recursive: true });
  const taken = await poll(() => take(file) || undefined, { interval: 20, timeout: 30_000 });
  if (!taken) throw lockHeld(file);
  try {
    return work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, `${process.pid}`, { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    if (isAbandoned(file)) rmSync(file, { force: true });
    return false;
  }
}

/** @param {string} file */
function isAbandoned(file) {
  try {
    const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
    return pid > 0 && !isAlive(pid);
  } catch {
    return false;
  }
}

/**
 * The name of a file or folder while this process makes it.
 * @param {string} file
 */
export const unfinished = (file) => `${file}.unfinished-${process.pid}`;

/**
 * Removes from a folder the unfinished files of processes that ended.
 * @param {string} folder
 */
export function sweep(folder) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const pid = /\.unfinished-(\d+)$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) {
      rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
}
