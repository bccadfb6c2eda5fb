import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect } from "../../../components/docker/host/client";
import { type FakeEngine, fakeEngine } from "../../support/fake-engine";

/** Longer than the 5 s that Node's own agent gives to a connection. */
const BUSY = 5_500;

let engine: FakeEngine;
let directory: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "silent-engine-"));
  engine = await fakeEngine({ "GET /info": { body: { Name: "here" } } });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await engine.stop();
  rmSync(directory, { recursive: true });
});

/** Whether a server has no connections. */
async function isIdle(server: http.Server): Promise<boolean> {
  return (await promisify(server.getConnections.bind(server))()) === 0;
}

test("a program that is busy while it connects gets its answer", async () => {
  const request = http.request;
  vi.spyOn(http, "request").mockImplementation((...args: unknown[]) => {
    const made = Reflect.apply(request, http, args);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY);
    return made;
  });
  expect(await connect(engine.host).info()).toMatchObject({ Name: "here" });
}, 20_000);

test("a connection is kept for the next request, and closed once it is idle", async () => {
  let connections = 0;
  const server = http.createServer((_, response) => response.end("{}"));
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(join(directory, "docker.sock"));
  const client = connect({ url: `unix://${join(directory, "docker.sock")}` }, 200);
  await client.info();
  await client.info();
  expect(connections).toBe(1);
  await vi.waitUntil(() => isIdle(server));
  await client.info();
  expect(connections).toBe(2);
  server.close();
});

test("a request to a silent engine fails after the timeout", async () => {
  const silent = http.createServer(() => undefined).listen(join(directory, "docker.sock"));
  const url = `unix://${join(directory, "docker.sock")}`;
  await expect(connect({ url }, 200).info()).rejects.toThrow("no answer within 0.2 s");
  silent.close();
});
