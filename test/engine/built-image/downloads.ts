import { request } from "node:https";
import type { Target } from "../support/load";

/** The result of a download whose content is not kept. */
export interface Download {
  readonly status: number;
  readonly bytes: number;
  /** Milliseconds until the first byte. */
  readonly firstByte: number;
}

/** Downloads an answer and counts its bytes; stops after a number of milliseconds, where given. */
export function download({ port, host }: Target, path: string, until?: number): Promise<Download> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { Host: host };
    const options = { host: "127.0.0.1", port, path, headers, servername: host, agent: false };
    const sent = request({ ...options, rejectUnauthorized: false }, (response) => {
      const seen = { status: response.statusCode ?? 0, bytes: 0, firstByte: Number.NaN };
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
