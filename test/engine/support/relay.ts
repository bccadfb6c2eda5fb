import {
  connect,
  createServer,
  type ListenOptions,
  type NetConnectOpts,
  type Server,
  type Socket,
} from "node:net";
import { portOf } from "./ports";

/** Makes this machine's engine reachable over tcp. */
export interface Relay {
  /** Such as `tcp://127.0.0.1:12345`. */
  readonly url: string;
  stop(): void;
}

/** Listens on a port of the loopback address, and forwards connections to a socket. */
export async function relayTo(path: string): Promise<Relay> {
  const { server, stop } = await relay({ port: 0, host: "127.0.0.1" }, { path });
  return { url: `tcp://127.0.0.1:${portOf(server)}`, stop };
}

/** Listens, and forwards connections. */
export async function relay(
  from: ListenOptions,
  to: NetConnectOpts,
): Promise<{ server: Server; stop(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const served = connect(to);
    client.pipe(served).pipe(client);
    for (const [socket, other] of [
      [client, served],
      [served, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
  });
  await new Promise<void>((done) => server.listen(from, done));
  return {
    server,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
