import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, type SecureVersion, type TLSSocket } from "node:tls";
import { logOfPort } from "./proxy-log";

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

/** A request to a port, in the name of a host. */
export interface Visit {
  /** IP address it goes to. Default: this machine's loopback address. */
  machine?: string;
  port: number;
  host: string;
  path?: string;
  /** Default: GET. */
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Plain http instead of https. */
  plain?: boolean;
  /** Trust this authority only; otherwise any certificate will do. */
  ca?: string;
  /** The newest version of TLS to speak. Default: Node's. */
  maxVersion?: SecureVersion;
}

/** Seconds without a byte after which there will be none. */
const SILENCE = 120;

/** Makes one request, on a connection of its own. */
export function visit(target: Visit): Promise<Reply> {
  const { machine = "127.0.0.1", port, host, path = "/", method, headers, body } = target;
  const { plain = false, ca, maxVersion } = target;
  const started = performance.now();
  const request = plain ? httpRequest : httpsRequest;
  return new Promise((done, fail) => {
    const sent = request({
      host: machine,
      port,
      path,
      method,
      headers: { ...headers, Host: host },
      agent: false,
      servername: host,
      ca,
      maxVersion,
      rejectUnauthorized: ca !== undefined,
      timeout: SILENCE * 1_000,
    });
    sent.on("timeout", () => sent.destroy(new Error(`no answer from ${host} in ${SILENCE} s`)));
    sent.on("error", fail);
    sent.on("response", (response) => {
      const fingerprint = plain
        ? undefined
        : (response.socket as TLSSocket).getPeerCertificate().fingerprint256;
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () =>
        done({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: text,
          duration: performance.now() - started,
          fingerprint,
        }),
      );
    });
    sent.end(body);
  });
}

/**
 * Seconds after which a site will not come: Caddy asks for a certificate again a minute after it could
 * not have it. The log says why it could not, and is printed when a site was late.
 */
const PATIENCE = 900;
const LATE = 20;

/** Waits until a host answers with this status: routes come up shortly after their containers. */
export async function untilServed(target: Visit, status = 200): Promise<Reply> {
  const began = performance.now();
  let last = "nothing was asked";
  while (secondsSince(began) < PATIENCE) {
    try {
      const reply = await visit(target);
      if (reply.status === status) {
        if (secondsSince(began) > LATE) process.stderr.write(await late(target, last));
        return reply;
      }
      last = `status ${reply.status}`;
    } catch (error) {
      last = String(error);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`did not answer ${status} within ${PATIENCE} s. ${await late(target, last)}`);
}

async function late({ host, port }: Visit, last: string): Promise<string> {
  return `${host} was late: ${last}\n${await logOfPort(port)}\n`;
}

const secondsSince = (start: number) => (performance.now() - start) / 1000;

/** Waits until there is a certificate for a host, without a request to its site. */
export async function untilCertified(port: number, host: string): Promise<void> {
  const began = performance.now();
  while (!(await isCertified(port, host))) {
    if (secondsSince(began) > PATIENCE) {
      throw new Error(`no certificate for ${host}\n${await logOfPort(port)}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

function isCertified(port: number, servername: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: "127.0.0.1", port, servername, rejectUnauthorized: false });
    const finish = (certified: boolean) => {
      socket.destroy();
      done(certified);
    };
    socket.once("secureConnect", () => finish(true));
    socket.once("error", () => finish(false));
  });
}
