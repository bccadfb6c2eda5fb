import { connect, createServer, type Socket } from "node:net";
import { portOf } from "./ports";

/** Makes this machine's engine reachable over tcp. */
export interface Relay {
  /** Such as `tcp://127.0.0.1:12345`. */
  readonly url: string;
  stop(): void;
}

/** Listens on a port of the loopback address, and forwards connections to a socket. */
export async function relayTo(path: string): Promise<Relay> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const engine = connect(path);
    client.pipe(engine).pipe(client);
    for (const [socket, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `tcp://127.0.0.1:${portOf(server)}`,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
