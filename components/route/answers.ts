import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Probe } from "./props";

/** What came back when a route was asked. */
export interface Answer {
  readonly url: string;
  readonly status?: number;
  /** Why it counts as none; `undefined` when the route answers. */
  readonly problem?: string;
}

/** Milliseconds; longer than the proxy tries a service, so that it is the proxy who gives up. */
const TIMEOUT = 8_000;

/** Statuses that the proxy answers with when the service does not. */
const FROM_PROXY = [502, 503, 504];

/** Asks once. Whatever the service itself answers is fine. */
export function ask({ url, machine }: Probe): Promise<Answer> {
  const { protocol, hostname, port, pathname, host } = new URL(url);
  const send = protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const sent = send(
      {
        host: machine,
        port: port || (protocol === "https:" ? 443 : 80),
        path: pathname,
        servername: hostname,
        headers: { host, "user-agent": "gatehouse" },
        // Who signed the certificate is the clients' question; here it is whether there is one.
        rejectUnauthorized: false,
        agent: false,
        timeout: TIMEOUT,
      },
      (response) => {
        response.resume();
        const { statusCode = 0, headers } = response;
        const silent = FROM_PROXY.includes(statusCode) && headers.via === undefined;
        resolve({
          url,
          status: statusCode,
          problem: silent ? `${statusCode} from the proxy` : undefined,
        });
      },
    );
    sent.on("timeout", () => sent.destroy(new Error(`no answer within ${TIMEOUT / 1000} s`)));
    sent.on("error", (error) => resolve({ url, problem: error.message }));
    sent.end();
  });
}
