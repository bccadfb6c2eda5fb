import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import type { TLSSocket } from "node:tls";

/** What the entry point answered. */
export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** Milliseconds from the request to the last byte. */
  duration: number;
  /** Of the server's own certificate, where there is one. */
  fingerprint?: string;
}

/** A request to a port of the loopback address, in the name of a host. */
export interface Visit {
  port: number;
  host: string;
  path?: string;
  /** Plain http instead of https. */
  plain?: boolean;
  /** Trust this authority only; otherwise any certificate will do. */
  ca?: string;
}

/** Makes one request, on a connection of its own. */
export function visit({ port, host, path = "/", plain = false, ca }: Visit): Promise<Reply> {
  const started = performance.now();
  const request = plain ? httpRequest : httpsRequest;
  return new Promise((done, fail) => {
    const sent = request({
      host: "127.0.0.1",
      port,
      path,
      headers: { Host: host },
      agent: false,
      servername: host,
      ca,
      rejectUnauthorized: ca !== undefined,
      timeout: 15_000,
    });
    sent.on("timeout", () => sent.destroy(new Error(`no answer from ${host} within 15 s`)));
    sent.on("error", fail);
    sent.on("response", (response) => {
      const fingerprint = plain
        ? undefined
        : (response.socket as TLSSocket).getPeerCertificate().fingerprint256;
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () =>
        done({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body,
          duration: performance.now() - started,
          fingerprint,
        }),
      );
    });
    sent.end();
  });
}

/** Waits until a host answers with this status: routes come up shortly after their containers. */
export async function untilServed(target: Visit, status = 200, seconds = 30): Promise<Reply> {
  const deadline = performance.now() + seconds * 1000;
  let last = "nothing was asked";
  while (performance.now() < deadline) {
    try {
      const reply = await visit(target);
      if (reply.status === status) return reply;
      last = `status ${reply.status}`;
    } catch (error) {
      last = String(error);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${target.host} did not answer ${status} within ${seconds} s: ${last}`);
}
