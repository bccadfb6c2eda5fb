import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DockerHost } from "../../components/docker/host/engine";

/** An answer of the engine: a status, and a body as JSON or bytes. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** An answer, or one that is made for each request. */
type Answers = Answer | (() => Answer);

/** A Docker engine with fixed answers, by method and path without the query. */
export interface FakeEngine {
  readonly host: DockerHost;
  /** All requests, in order. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** Starts a fake engine on a socket; it tells the time, and answers 404 to every other request. */
export async function fakeEngine(given: Readonly<Record<string, Answers>>): Promise<FakeEngine> {
  const time = { body: { SystemTime: new Date().toISOString() } };
  const answers: Readonly<Record<string, Answers>> = { "GET /info": time, ...given };
  const dir = mkdtempSync(join(tmpdir(), "fake-engine-"));
  const socket = join(dir, "docker.sock");
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const question = `${request.method} ${request.url?.split("?")[0]}`;
    asked.push(question);
    const known = answers[question] ?? { status: 404, body: { message: "no such thing" } };
    const { status = 200, body } = typeof known === "function" ? known() : known;
    request.resume();
    response.writeHead(status, { connection: "close" });
    response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(socket, done));
  return {
    host: { url: `unix://${socket}` },
    asked,
    async stop() {
      await new Promise((done) => server.close(done));
      rmSync(dir, { recursive: true });
    },
  };
}
