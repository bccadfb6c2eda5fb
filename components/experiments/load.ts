import http from "node:http";
import https from "node:https";
import type { LoadSettings } from "./experiment";
import type { Sample } from "./statistics";
import { isLoopback, type Target } from "./target";

/** A load under way. */
export interface Load {
  /** Milliseconds since it began. */
  now(): number;
  /** The requests that have ended, in that order. */
  readonly samples: readonly Sample[];
  /** Waits for the requests that began until now. */
  settled(): Promise<void>;
  /** Begins no more requests, and waits for those under way. */
  stop(): Promise<void>;
}

/**
 * Begins requests at even intervals, whether the service answered earlier ones or not, so a slow service
 * receives as many. At most `clients` are under way.
 *
 * @throws Error where the target is not on this machine.
 */
export function startLoad(target: Target, settings: LoadSettings): Load {
  if (!isLoopback(target.address)) throw new Error(`${target.address} is not on this machine`);
  const { requestsPerSecond, clients } = settings;
  const started = performance.now();
  const now = () => performance.now() - started;
  const client = clientOf(target, settings);
  const samples: Sample[] = [];
  const open = new Set<Promise<void>>();

  async function once(start: number) {
    const problem =
      open.size < clients
        ? await client.request().then(() => undefined, reason)
        : "no client was free";
    samples.push({ start, duration: now() - start, ...(problem !== undefined && { problem }) });
  }

  let begun = 0;
  const timer = setInterval(() => {
    for (const due = Math.floor((now() * requestsPerSecond) / 1_000); begun < due; begun++) {
      const request = once(now()).finally(() => open.delete(request));
      open.add(request);
    }
  }, TICK);

  const settled = async () => void (await Promise.all(open));
  return {
    now,
    samples,
    settled,
    async stop() {
      clearInterval(timer);
      await settled();
      client.close();
    },
  };
}

/** How often the load checks whether requests are due, in milliseconds. */
const TICK = 5;

function clientOf(target: Target, { method, body, timeout, clients }: LoadSettings) {
  const module = target.secure ? https : http;
  const agent = new module.Agent({ keepAlive: true, maxSockets: clients });
  const options = {
    agent,
    method,
    host: target.address,
    port: target.port,
    path: target.path,
    servername: target.hostname,
    headers: {
      Host: target.host,
      ...(body !== undefined && { "Content-Length": Buffer.byteLength(body) }),
    },
    // This machine does not trust the proxy's local CA, and the address is a loopback address.
    rejectUnauthorized: false,
  };
  const request = () =>
    new Promise<void>((resolve, reject) => {
      const signal = AbortSignal.timeout(timeout);
      const fail = (error: Error) =>
        reject(signal.aborted ? new Error(`no answer within ${timeout} ms`) : error);
      const sent = module.request({ ...options, signal }, (response) => {
        const status = response.statusCode ?? 0;
        const good = status >= 200 && status < 400;
        response.on("error", fail);
        response.on("end", () => (good ? resolve() : reject(new Error(`status ${status}`))));
        response.resume();
      });
      sent.on("error", fail);
      sent.end(body);
    });
  return { request, close: () => agent.destroy() };
}

/** The same words for all requests that failed for one reason. */
function reason(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message;
}
