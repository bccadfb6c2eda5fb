import { chmodSync, readFileSync } from "node:fs";
import { createServer as createHttp, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import { createServer as createHttps } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";

/** A server of this process, outside any container. It answers with its name, and what it was sent. */
export interface HostServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** How a server of this process listens: on a free port of every address, over http, by default. */
interface Listening {
  /** A folder with `cert.pem` and `key.pem`: https. */
  readonly certificates?: string;
  /** Echoes on an upgraded connection, as for a websocket, and sends events at `/stream` without end. */
  readonly live?: boolean;
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

function serverOf(name: string, { certificates, live, h2c }: Listening): Server {
  const answer: RequestListener = ({ httpVersion, headers, url }, response) => {
    if (live && url === "/stream") return sendEvents(response);
    response.setHeader("connection", "close");
    response.end(`${name} HTTP/${httpVersion} ${headers.host ?? headers[":authority"]}`);
  };
  if (h2c)
    return createHttp2((request, response) => {
      response.end(`${name} HTTP/${request.httpVersion} ${request.authority}`);
    });
  if (certificates === undefined) {
    const server = createHttp(answer);
    return live ? server.on("upgrade", (_request, socket) => echo(socket)) : server;
  }
  const read = (file: string) => readFileSync(join(certificates, file));
  return createHttps({ cert: read("cert.pem"), key: read("key.pem") }, answer);
}

function sendEvents(response: ServerResponse): void {
  response.setHeader("content-type", "text/event-stream");
  const timer = setInterval(() => response.write("data: reload\n\n"), 100);
  response.on("close", () => clearInterval(timer));
}

function echo(socket: Duplex): void {
  socket.on("error", () => socket.destroy());
  socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
  socket.pipe(socket);
}
