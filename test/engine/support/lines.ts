import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";

/** Milliseconds without a byte after which a line does not come any more. */
const SILENCE = 30_000;

/** Milliseconds between two connections of a loop, so that an update gets the processor. */
const PAUSE = 10;

/** A server of lines on this machine's loopback address. */
export interface LineServer {
  readonly port: number;
  /** The name to connect to with TLS. Default: without TLS. */
  readonly host?: string;
}

/** A connection to a server that answers lines. */
export interface Lines {
  readonly socket: Socket | TLSSocket;
  /** The next line that the server sends. */
  next(): Promise<string>;
  /** Sends a line, and returns the next one. */
  ask(line: string): Promise<string>;
  /** When the server has closed the connection, by `performance.now()`. */
  readonly closed: Promise<number>;
  close(): void;
}

/** Connects to a server of lines. */
export function openLines({ port, host }: LineServer): Lines {
  const socket =
    host === undefined
      ? connectTcp({ host: "127.0.0.1", port })
      : connectTls({ host: "127.0.0.1", port, servername: host, rejectUnauthorized: false });
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  const lines: string[] = [];
  let text = "";
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended ??= error;
    for (const each of waiting.splice(0)) each.reject(ended);
  };
  socket.setEncoding("utf8");
  socket.setTimeout(SILENCE, () => socket.destroy(new Error("no line")));
  socket.on("data", (chunk: string) => {
    const parts = (text + chunk).split("\n");
    text = parts.pop() ?? "";
    lines.push(...parts);
    while (waiting.length > 0 && lines.length > 0) waiting.shift()?.resolve(lines.shift() ?? "");
  });
  socket.on("error", end);
  const closed = new Promise<number>((resolve) =>
    socket.on("close", () => {
      end(new Error("closed"));
      resolve(performance.now());
    }),
  );
  const next = () =>
    new Promise<string>((resolve, reject) => {
      const line = lines.shift();
      if (line !== undefined) resolve(line);
      else if (ended !== undefined) reject(ended);
      else waiting.push({ resolve, reject });
    });
  return {
    socket,
    next,
    ask(line) {
      socket.write(`${line}\n`);
      return next();
    },
    closed,
    close: () => socket.destroy(),
  };
}

/** Connects, sends one line, and returns the answer. */
export async function askOnce(server: LineServer, line = "hello"): Promise<string> {
  const lines = openLines(server);
  try {
    return await lines.ask(line);
  } finally {
    lines.close();
  }
}

/** What came of connections in closed loops. */
export interface LineLoad {
  /** The number of answers by the version that they begin with. */
  readonly versions: Record<string, number>;
  /** The longest time until an answer, in milliseconds. */
  longest: number;
  /** When the first answer of each version came, by `performance.now()`. */
  readonly since: Record<string, number>;
  /** Why connections had no answer. */
  readonly failed: string[];
}

/** Opens connections one after the other, in this many loops, until you stop it. */
export function startLines(server: LineServer, loops = 4) {
  const seen: LineLoad = { versions: {}, since: {}, failed: [], longest: 0 };
  let stopped = false;
  const loop = async () => {
    while (!stopped) {
      const began = performance.now();
      const answer = await askOnce(server).catch((error: Error) => error);
      if (answer instanceof Error) seen.failed.push(answer.message);
      else {
        const [version = ""] = answer.split(" ");
        const now = performance.now();
        seen.longest = Math.max(seen.longest, now - began);
        seen.since[version] ??= now;
        seen.versions[version] = (seen.versions[version] ?? 0) + 1;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  };
  const done = Promise.all(Array.from({ length: loops }, loop));
  return {
    seen,
    async stop(): Promise<LineLoad> {
      stopped = true;
      await done;
      return seen;
    },
  };
}
