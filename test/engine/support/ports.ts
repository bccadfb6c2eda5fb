import { createServer, type Server } from "node:net";

/** Three ports that are free on the loopback address now, all different. */
export async function freePorts(): Promise<[number, number, number]> {
  const servers = await Promise.all([listen(), listen(), listen()]);
  const [first, second, third] = servers;
  const ports = [portOf(first), portOf(second), portOf(third)] as [number, number, number];
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/** The port a server listens on. */
export function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port is listened on");
  return address.port;
}

/** A server on a port of the loopback address; 0 for any. */
export function listen(port = 0): Promise<Server> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => done(server));
  });
}
