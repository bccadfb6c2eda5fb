// Requests through the entry point, over https on the loopback address.
import { Agent, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../toolchain/lib/failures.mjs";
import { PORTS } from "./tools/tool.mjs";

/** Milliseconds in which a route must answer; a machine that works is never so slow. */
const TIMEOUT = 300_000;

/**
 * The answer of a host's route; nothing where there is none.
 * @param {string} host
 * @param {Agent | false} [agent] false for a connection of its own
 * @returns {Promise<{ status: number, body: string } | undefined>}
 */
export function visit(host, agent = false) {
  const place = { host: "127.0.0.1", port: PORTS.https, headers: { Host: host }, agent };
  const tls = { servername: host, rejectUnauthorized: false };
  return new Promise((resolve) => {
    const sent = request({ ...place, ...tls, timeout: 10_000 }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (/** @type {string} */ chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.on("error", () => resolve(undefined));
    });
    sent.on("timeout", () => sent.destroy());
    sent.on("error", () => resolve(undefined));
    sent.end();
  });
}

/**
 * Waits until a service answers.
 * @param {string} host
 * @param {(body: string) => boolean} [matches] what its answer must be
 */
export async function waitForAnswer(host, matches = () => true) {
  for (const deadline = Date.now() + TIMEOUT; Date.now() < deadline; await sleep(5)) {
    const answer = await visit(host);
    if (answer?.status === 200 && matches(answer.body)) return;
  }
  throw new Failure(`${host} does not answer as it should within ${TIMEOUT / 1000} s.`);
}
