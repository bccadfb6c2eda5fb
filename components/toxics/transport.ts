import { type Agent, request } from "node:http";
import { text as toText } from "node:stream/consumers";

/** The way to the API of a Toxiproxy server. */
export interface ToxiproxyConnection {
  /** Such as `127.0.0.1`. */
  readonly host: string;
  /** Such as 8474. */
  readonly port: number;
  /**
   * Makes the connections, such as through a tunnel to another machine. Default: a TCP connection for
   * each request, so that none stems from before a restart of the server.
   */
  readonly agent?: Agent;
  /**
   * How long a request may take, in milliseconds. Default: 30,000, since the server itself gives up
   * after 25 s when a connection blocks a change of a toxic.
   */
  readonly timeout?: number;
}

/** The server's reason for a 503, which it sends as a page. */
export const STUCK = "a connection blocks the change: it waits, or its client reads nothing";

/** A failed request to a Toxiproxy server: the server, the request and the reason. */
export class ToxiproxyError extends Error {
  override readonly name = "ToxiproxyError";

  /** @param status the HTTP status of the response; undefined without one. */
  constructor(
    message: string,
    readonly status?: number,
  ) {
    super(message);
  }
}

/**
 * Sends a request and returns the JSON of the response; undefined where it has no body.
 *
 * @throws ToxiproxyError where no response comes in time, or one with an error.
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
  if (answer === undefined) throw new ToxiproxyError(`${what}: not JSON: ${text.slice(0, 80)}`);
  return answer;
}

/** Turns the server's 404 into undefined. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ToxiproxyError && error.status === 404) return undefined;
    throw error;
  }
}

function send(
  { host, port, agent }: ToxiproxyConnection,
  method: string,
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const headers =
    payload === undefined
      ? {}
      : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(payload) };
  const options = { host, port, method, path, headers, signal, agent: agent ?? false };
  return new Promise((resolve, reject) => {
    request(options, (response) => {
      const { statusCode: status = 0 } = response;
      toText(response).then((text) => resolve({ status, text }), reject);
    })
      .on("error", reject)
      .end(payload);
  });
}

/** The server's own words: in JSON, as plain text or, after its own timeout, as a page. */
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

/** The words of an error. An error of connections that fail in several ways at once has a code only. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ("code" in error ? String(error.code) : error.name);
}
