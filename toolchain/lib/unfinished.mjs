// @ts-check
// Names for what is half made, so that a later command can clear away what a killed one left.
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { isAlive } from "./lock.mjs";

/**
 * The name to use for a file or folder while this process makes it.
 * @param {string} file
 */
export const unfinished = (file) => `${file}.unfinished-${process.pid}`;

/**
 * Removes from a folder what processes that are gone left unfinished.
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
