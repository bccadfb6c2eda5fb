import { readFileSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { connect, type SecureVersion, type TLSSocket } from "node:tls";
import { logOfPort } from "./proxy-log";

/** An answer of the entry point. */
export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** Milliseconds from the request to the last byte. */
  duration: number;
  /** The fingerprint of the server's certificate; none over plain HTTP. */
  fingerprint?: string;
}

/** A request to a port, for a host. */
export interface Visit {
  /** The IP address. Default: this machine's loopback address. */
  machine?: string;
  port: number;
  host: string;
  path?: string;
  /** Default: GET. */
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Plain HTTP instead of HTTPS. */
  plain?: boolean;
  /** Trusts only this CA. Default: accepts any certificate. */
  ca?: string;
  /** The newest version of TLS to use. Default: Node's. */
  maxVersion?: SecureVersion;
  /** A folder with the client's `cert.pem` and `key.pem`. Default: no certificate. */
  certificates?: string;
  /** The name in TLS. Default: the host. */
  servername?: string;
}

/** Seconds without a byte after which a request fails. */
const SILENCE = 120;

/** Sends one request on a new connection. */
export function visit(target: Visit): Promise<Reply> {
  const { machine = "127.0.0.1", port, host, path = "/", method, headers, body } = target;
  const { plain = false, ca, maxVersion, certificates, servername = host } = target;
  const file = (name: string) => certificates && readFileSync(join(certificates, name));
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
      servername,
      ca,
      cert: file("cert.pem"),
      key: file("key.pem"),
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

/** Seconds to wait for a site: Caddy retries a failed order of a certificate only after a minute. */
const PATIENCE = 900;
/** Seconds after which the proxy's log, which has the reason for a delay, is printed. */
const LATE = 20;

/** Waits until a host answers with this status: routes work shortly after their containers start. */
export async function untilServed(target: Visit, status = 200): Promise<Reply> {
  const began = performance.now();
  let last = "no request was sent";
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

/** Waits until the proxy has a certificate for a host, without a request to its site. */
export async function untilCertified(
  port: number,
  host: string,
  machine = "127.0.0.1",
): Promise<void> {
  const began = performance.now();
  while (!(await isCertified(machine, port, host))) {
    if (secondsSince(began) > PATIENCE) {
      throw new Error(`no certificate for ${host}\n${await logOfPort(port)}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

function isCertified(host: string, port: number, servername: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host, port, servername, rejectUnauthorized: false });
    const finish = (certified: boolean) => {
      socket.destroy();
      done(certified);
    };
    socket.once("secureConnect", () => finish(true));
    socket.once("error", () => finish(false));
  });
}
