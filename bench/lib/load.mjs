// A steady, bounded load on one host through the entry point, and the requests that it loses.
import { Agent } from "node:https";
import { visit } from "./visit.mjs";

/** Requests a second. */
export const RATE = 50;

/** No load runs longer: minutes. */
const LIMIT = 10;

/**
 * Starts the load: one request each 20 ms, whether the one before is answered or not.
 * @param {string} host
 */
export function startLoad(host) {
  const agent = new Agent({ keepAlive: true });
  /** @type {Set<Promise<void>>} */
  const open = new Set();
  let sent = 0;
  let lost = 0;
  const timer = setInterval(() => {
    sent += 1;
    if (sent >= RATE * 60 * LIMIT) clearInterval(timer);
    const request = visit(host, agent).then((answer) => {
      if (answer?.status !== 200) lost += 1;
      open.delete(request);
    });
    open.add(request);
  }, 1000 / RATE);
  return {
    /** Ends the load; the requests under way end first. */
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
      agent.destroy();
      return { sent, lost };
    },
  };
}
