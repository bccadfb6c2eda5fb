import { request } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Target } from "../support/load";

/** The result of a download whose content is not kept. */
export interface Download {
  readonly status: number;
  readonly bytes: number;
  /** Milliseconds until the first byte. */
  readonly firstByte: number;
  /** How the content is compressed. */
  readonly encoding?: string;
}

/** What differs from a plain download. */
interface DownloadOptions {
  /** Milliseconds after which it stops. Default: at its end. */
  readonly until?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Downloads an answer and counts its bytes. */
export function download(
  target: Target,
  path: string,
  { until, headers }: DownloadOptions = {},
): Promise<Download> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(to(target, path, headers), (response) => {
      const { statusCode: status = 0, headers } = response;
      const encoding = headers["content-encoding"];
      const seen = { status, encoding, bytes: 0, firstByte: Number.NaN };
      response.on("data", (piece: Buffer) => {
        if (seen.bytes === 0) seen.firstByte = performance.now() - started;
        seen.bytes += piece.length;
      });
      response.on("end", () => resolve(seen));
      response.on("error", reject);
      if (until === undefined) return;
      const enough = setTimeout(() => {
        resolve(seen);
        sent.destroy();
      }, until);
      response.on("close", () => clearTimeout(enough));
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** The size of the pieces of an upload, in bytes. */
const PIECE = 100_000;

/** Posts so many pieces without a Content-Length; returns the answer's status and body. */
export async function upload(target: Target, path: string, pieces: number) {
  const sent = request({ ...to(target, path), method: "POST" });
  const answered = new Promise<{ status: number; body: string }>((resolve, reject) => {
    sent.on("error", reject);
    sent.on("response", async (response) => {
      const body = (await response.toArray()).join("");
      resolve({ status: response.statusCode ?? 0, body });
    });
  });
  const piece = Buffer.alloc(PIECE, "a");
  await pipeline(Readable.from(Array.from({ length: pieces }, () => piece)), sent);
  return answered;
}

function to({ port, host }: Target, path: string, headers: Readonly<Record<string, string>> = {}) {
  return {
    ...{ host: "127.0.0.1", port, path, servername: host, agent: false },
    headers: { Host: host, ...headers },
    rejectUnauthorized: false,
  };
}
