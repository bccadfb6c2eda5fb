// @ts-check
// Sends requests to a service through the proxy, as a browser does, without resolving the host name.
import http from "node:http";
import https from "node:https";
import { poll } from "./poll.mjs";

/**
 * @typedef {object} Entry
 * @property {string} address where the proxy listens
 * @property {number} port
 * @property {string} [ca] the root certificate of the proxy's local CA
 *
 * @typedef {{ status: number, body: string }} Reply
 */

/**
 * @param {string} url TLS and the header Host have its host name
 * @param {Entry} entry where to connect
 * @returns {Promise<Reply>}
 */
export function get(url, { address, port, ca }) {
  const { protocol, hostname, pathname, host } = new URL(url);
  const client = protocol === "http:" ? http : https;
  return new Promise((resolve, reject) => {
    const request = client.get(
      {
        host: address,
        port,
        path: pathname,
        servername: hostname,
        headers: { Host: host },
        agent: false,
        timeout: 5000,
        // Without the CA's root certificate, the request only checks that the service answers.
        ...(ca ? { ca } : { rejectUnauthorized: false }),
      },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => {
          body += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      },
    );
    request.on("timeout", () => request.destroy(new Error("no answer within 5 s")));
    request.on("error", reject);
  });
}

/**
 * Sends requests until the service answers with success.
 * @param {() => Promise<Reply>} attempt
 * @param {number} seconds
 * @returns {Promise<Reply | { reason: string }>} the reply, or why there was none
 */
export async function waitForReply(attempt, seconds) {
  let reason = "no request was sent";
  const attemptOnce = async () => {
    try {
      const reply = await attempt();
      if (reply.status >= 200 && reply.status < 300) return reply;
      reason = `status ${reply.status}`;
    } catch (error) {
      reason = /** @type {Error} */ (error).message;
    }
    return undefined;
  };
  return (await poll(attemptOnce, { interval: 500, timeout: seconds * 1000 })) ?? { reason };
}
