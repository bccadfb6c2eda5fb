// @ts-check
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Calls a function until it returns something other than undefined, or until the timeout.
 * @template T
 * @param {() => T | undefined | Promise<T | undefined>} look
 * @param {{ interval: number, timeout: number }} times in milliseconds
 * @returns {Promise<T | undefined>}
 */
export async function poll(look, { interval, timeout }) {
  for (const deadline = Date.now() + timeout; Date.now() < deadline; await sleep(interval)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  return undefined;
}
