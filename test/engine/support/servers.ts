import { chmodSync, readFileSync } from "node:fs";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import { createServer as createHttps } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";

/** A server of this process, outside any container. It answers with its name, and what it was sent. */
export interface HostServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** How a server of this process listens: on a free port of every address, over http, by default. */
interface Listening {
  /** A folder with `cert.pem` and `key.pem`: https. */
  readonly certificates?: string;
  /** HTTP/2 without TLS. */
  readonly h2c?: boolean;
  /** A Unix socket that all may write, in place of a port. */
  readonly socket?: string;
}

/** Starts a server on this machine. */
export async function startServer(name: string, how: Listening = {}): Promise<HostServer> {
  const server = serverOf(name, how);
  await new Promise<void>((done) => server.listen(how.socket ?? 0, done));
  if (how.socket !== undefined) chmodSync(how.socket, 0o666);
  return {
    port: how.socket === undefined ? (server.address() as AddressInfo).port : 0,
    stop: () => new Promise((done) => server.close(() => done())),
  };
}

function serverOf(name: string, { certificates, h2c }: Listening): Server {
  const answer: RequestListener = ({ httpVersion, headers }, response) => {
    response.setHeader("connection", "close");
    response.end(`${name} HTTP/${httpVersion} ${headers.host ?? headers[":authority"]}`);
  };
  if (h2c)
    return createHttp2((request, response) => {
      response.end(`${name} HTTP/${request.httpVersion} ${request.authority}`);
    });
  if (certificates === undefined) return createHttp(answer);
  const read = (file: string) => readFileSync(join(certificates, file));
  return createHttps({ cert: read("cert.pem"), key: read("key.pem") }, answer);
}
