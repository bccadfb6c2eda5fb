import { request } from "node:https";
import { connect, type TLSSocket } from "node:tls";
import type { Target } from "./load";

/** Milliseconds without a byte after which a stream fails. */
const SILENCE = 120_000;

/** An upgraded connection whose server echoes lines. */
export interface Socket {
  /** Sends a line, and returns the answer. */
  echo(line: string): Promise<string>;
  close(): void;
}

/** Opens an upgraded connection, as for a websocket. */
export async function openSocket(
  { port, host }: Target,
  headers: Readonly<Record<string, string>> = {},
): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port, servername: host, rejectUnauthorized: false });
  const sent = { Host: host, Connection: "Upgrade", Upgrade: "echo", ...headers };
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /socket HTTP/1.1\r\n${lines.join("")}\r\n`);
  const answer = await received(socket, /\r\n\r\n/);
  if (!answer.startsWith("HTTP/1.1 101")) throw new Error(answer);
  return {
    async echo(line) {
      const answered = received(socket, /\n/);
      socket.write(`${line}\n`);
      return (await answered).trim();
    },
    close: () => socket.destroy(),
  };
}

function received(socket: TLSSocket, end: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(() => reject(new Error(`only ${JSON.stringify(text)} came`)), SILENCE);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      socket.off("data", take);
      settle();
    };
    const take = (chunk: Buffer) => {
      text += chunk.toString();
      if (end.test(text)) finish(() => resolve(text));
    };
    socket.on("data", take);
    socket.once("close", () => finish(() => reject(new Error("the connection was closed"))));
  });
}

/** An endless answer. */
export interface Stream {
  /** Whether more of it arrives. */
  goesOn(): Promise<boolean>;
  close(): void;
}

/** Opens an endless answer. */
export function openStream({ port, host }: Target): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        path: "/stream",
        servername: host,
        headers: { Host: host },
        rejectUnauthorized: false,
        agent: false,
      },
      (response) => {
        let ended = false;
        response.on("error", () => {
          ended = true;
        });
        response.on("close", () => {
          ended = true;
        });
        response.resume();
        resolve({
          goesOn: () =>
            new Promise((done) => {
              if (ended) return done(false);
              const timer = setTimeout(() => done(false), SILENCE);
              response.once("data", () => {
                clearTimeout(timer);
                done(true);
              });
            }),
          close: () => sent.destroy(),
        });
      },
    );
    sent.on("error", reject);
    sent.end();
  });
}
