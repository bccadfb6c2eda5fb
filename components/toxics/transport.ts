import { type Agent, type IncomingMessage, request } from "node:http";

/** How a Toxiproxy server's API is reached. */
export interface ToxiproxyConnection {
  /** Such as `127.0.0.1`. */
  readonly host: string;
  /** Such as 8474. */
  readonly port: number;
  /**
   * Makes the connections, such as through a tunnel to another machine. Default: one TCP connection
   * for each request, so that none is left from before a restart of the server.
   */
  readonly agent?: Agent;
  /**
   * How long a request may take, in milliseconds. Default: 30,000, since the server itself gives up
   * after 25 s, when a connection keeps it from changing a toxic.
   */
  readonly timeout?: number;
}

/** The reason why the server refuses a request, which it sends as a page. */
export const STUCK =
  "a connection keeps it from doing so, since it waits or its client reads nothing";

/** What went wrong with a request to a Toxiproxy server: where, which, and why. */
export class ToxiproxyError extends Error {
  override readonly name = "ToxiproxyError";

  /** @param status the HTTP status that the server answered; undefined where it didn't. */
  constructor(
    message: string,
    readonly status?: number,
  ) {
    super(message);
  }
}

/**
 * Sends a request and gives the JSON of the answer, undefined where it has no body.
 *
 * @throws ToxiproxyError where there is no answer in time, or one of an error.
 */
export async function ask(
  connection: ToxiproxyConnection,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const { host, port, timeout = 30_000 } = connection;
  const what = `Toxiproxy at http://${host.includes(":") ? `[${host}]` : host}:${port}: ${method} ${path}`;
  const deadline = AbortSignal.timeout(timeout);
  const { status, text } = await send(connection, method, path, body, deadline).catch((error) => {
    const reason = deadline.aborted ? `no answer within ${timeout / 1_000} s` : reasonOf(error);
    throw new ToxiproxyError(`${what}: ${reason}`);
  });
  if (status >= 400) throw new ToxiproxyError(`${what}: ${status} ${complaint(text)}`, status);
  if (text === "") return undefined;
  const answer = parsed(text);
  if (answer === undefined) throw new ToxiproxyError(`${what}: no JSON: ${text.slice(0, 80)}`);
  return answer;
}

/** An answer, or undefined where it is that there is no such thing. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ToxiproxyError && error.status === 404) return undefined;
    throw error;
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function send(
  { host, port, agent }: ToxiproxyConnection,
  method: string,
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<Answer> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const headers =
    payload === undefined
      ? {}
      : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(payload) };
  return new Promise((resolve, reject) => {
    const options = { host, port, method, path, headers, signal, agent: agent ?? false };
    request(options, (response) => read(response).then(resolve, reject))
      .on("error", reject)
      .end(payload);
  });
}

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") };
}

/** The server's own words: in JSON, as plain text, or for its own time limit as a page. */
function complaint(text: string): string {
  const answer = parsed(text);
  if (typeof answer === "object" && answer !== null && "error" in answer) return `${answer.error}`;
  return text.startsWith("<") ? STUCK : text.trim();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The words of an error; those of connections that fail in several ways at once are empty. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ("code" in error ? String(error.code) : error.name);
}
