import { randomInt } from "node:crypto";
import { createServer, type Server } from "node:net";

/** Ports below Linux's range for outgoing connections, of which another test's load uses thousands. */
const FIRST = 10_240;
const LAST = 32_767;

/** Three different ports that are free on the loopback address now. */
export async function freePorts(): Promise<[number, number, number]> {
  const servers = await Promise.all([listenAnywhere(), listenAnywhere(), listenAnywhere()]);
  const [first, second, third] = servers;
  const ports = [portOf(first), portOf(second), portOf(third)] as [number, number, number];
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/** The port that a server listens on. */
export function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null)
    throw new Error("the server does not listen on a port");
  return address.port;
}

async function listenAnywhere(): Promise<Server> {
  for (;;) {
    const server = await listen(randomInt(FIRST, LAST)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") throw error;
    });
    if (server !== undefined) return server;
  }
}

/** Starts a server on a port of the loopback address. */
export function listen(port: number): Promise<Server> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => done(server));
  });
}
