import { connect as connectH2 } from "node:http2";
import { Agent, request } from "node:https";

/** Sends one kind of request in a loop. */
interface Client {
  readonly kind: string;
  ask(): Promise<Reply>;
  close(): void;
}

interface Reply {
  readonly status: number;
  readonly body: string;
}

/** The results of a load. */
export interface LoadReport {
  readonly requests: number;
  /** Requests without an answer, or with a status of 500 and above, as `<kind>: <reason>`. */
  readonly failed: readonly string[];
  /** The longest time between two successful answers to any client, in milliseconds. */
  readonly longestGap: number;
  /** The number of answers of each version, by the first word of the answer. */
  readonly versions: Readonly<Record<string, number>>;
}

/** A service behind the entry point. */
export interface Target {
  /** Default: the loopback address. */
  readonly address?: string;
  readonly port: number;
  readonly host: string;
}

/** Milliseconds between an answer and the next request, so that the update gets the processor. */
const PAUSE = 8;

/** Milliseconds without a byte after which a request fails. */
const SILENCE = 120_000;

const LOOPBACK = "127.0.0.1";

const BODY = "x".repeat(1024);

/** A running load. */
export interface Load {
  /** Waits until it has sent this many requests. */
  until(requests: number): Promise<void>;
  /** Waits until it has sent this many more. */
  more(requests: number): Promise<void>;
  /** Ends it after the answers to the last requests. */
  stop(): Promise<LoadReport>;
}

/**
 * Sends requests to a service in closed loops until you stop it: GET, POST of 1 KB and GET of 700 ms, over
 * kept and new connections, http/1.1 and h2, all over TLS. It retries only requests that an h2 server reports
 * as not begun, as every h2 client does.
 */
export function startLoad(target: Target): Load {
  const clients = [
    ...repeat(3, () => overHttp1("h1 GET", target, true)),
    ...repeat(2, () => overHttp1("h1 POST", target, true, { body: BODY })),
    ...repeat(2, () => overHttp1("h1 fresh GET", target, false)),
    ...repeat(1, () => overHttp1("h1 fresh POST", target, false, { body: BODY })),
    ...repeat(2, () => overHttp1("h1 slow GET", target, true, { path: "/?wait=700ms" })),
    ...repeat(3, () => overHttp2("h2 GET", target)),
    ...repeat(2, () => overHttp2("h2 POST", target, { body: BODY })),
    ...repeat(2, () => overHttp2("h2 slow GET", target, { path: "/?wait=700ms" })),
  ];
  const seen = { requests: 0, failed: [] as string[], versions: {} as Record<string, number> };
  let last = performance.now();
  let longestGap = 0;
  let stopped = false;

  async function loop(client: Client): Promise<void> {
    while (!stopped) {
      seen.requests += 1;
      const problem = await client.ask().then(note, (error: Error) => error.message);
      if (problem !== undefined) seen.failed.push(`${client.kind}: ${problem}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    client.close();
  }

  function note({ status, body }: Reply): string | undefined {
    if (status !== 200) return `${status} ${body.slice(0, 80)}`;
    const now = performance.now();
    longestGap = Math.max(longestGap, now - last);
    last = now;
    const version = body.split(" ")[0] ?? "";
    seen.versions[version] = (seen.versions[version] ?? 0) + 1;
    return undefined;
  }

  const done = Promise.all(clients.map(loop));
  const until = async (requests: number) => {
    while (seen.requests < requests) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  return {
    until,
    more: (requests) => until(seen.requests + requests),
    async stop() {
      stopped = true;
      await done;
      return { ...seen, longestGap };
    },
  };
}

interface Asked {
  readonly path?: string;
  readonly body?: string;
}

function overHttp1(kind: string, target: Target, keepAlive: boolean, asked: Asked = {}) {
  const { address = LOOPBACK, port, host } = target;
  const agent = new Agent({ keepAlive, maxSockets: 1, maxCachedSessions: 0 });
  const { path = "/", body } = asked;
  const options = {
    host: address,
    port,
    path,
    agent,
    method: body === undefined ? "GET" : "POST",
    headers: { Host: host, ...(body && { "Content-Length": body.length }) },
    servername: host,
    rejectUnauthorized: false,
    timeout: SILENCE,
  };
  return {
    kind,
    ask: () =>
      new Promise<Reply>((resolve, reject) => {
        const sent = request(options, (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            text += chunk;
          });
          response.on("error", reject);
          response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
        });
        sent.on("timeout", () => sent.destroy(new Error("no answer")));
        sent.on("error", reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

function overHttp2(kind: string, target: Target, { path = "/", body }: Asked = {}) {
  const { address = LOOPBACK, port, host } = target;
  const open = () => {
    const made = connectH2(`https://${address}:${port}`, {
      servername: host,
      rejectUnauthorized: false,
    });
    // Each request gets the error itself.
    made.on("error", () => undefined);
    made.on("goaway", () => {
      if (session === made) session = undefined;
    });
    return made;
  };
  let session: ReturnType<typeof open> | undefined;
  const once = () =>
    new Promise<Reply>((resolve, reject) => {
      if (session === undefined || session.closed || session.destroyed) session = open();
      const method = body === undefined ? "GET" : "POST";
      const stream = session.request({ ":authority": host, ":path": path, ":method": method });
      let status = 0;
      let text = "";
      stream.setEncoding("utf8");
      stream.on("response", (headers) => {
        status = headers[":status"] ?? 0;
      });
      stream.on("data", (chunk: string) => {
        text += chunk;
      });
      stream.on("error", reject);
      stream.on("end", () => resolve({ status, body: text }));
      stream.setTimeout(SILENCE, () => stream.destroy(new Error("no answer")));
      stream.end(body);
    });
  const ask = (): Promise<Reply> =>
    once().catch((error: NodeJS.ErrnoException) => {
      if (notBegun(error)) return ask();
      throw error;
    });
  return { kind, ask, close: () => session?.close() };
}

/** Whether the server reports that it has not begun a request. */
function notBegun({ code, message }: NodeJS.ErrnoException): boolean {
  return code === "ERR_HTTP2_GOAWAY_SESSION" || /REFUSED_STREAM/.test(message);
}

function repeat<T>(times: number, make: () => T): T[] {
  return Array.from({ length: times }, make);
}
