import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect } from "../../components/docker/client";
import { type FakeEngine, fakeEngine } from "../support/fake-engine";

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

test("a program that is busy while it connects gets its answer", async () => {
  const request = http.request;
  vi.spyOn(http, "request").mockImplementation((...args: unknown[]) => {
    const made = Reflect.apply(request, http, args);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY);
    return made;
  });
  expect(await connect(engine.host).info()).toMatchObject({ Name: "here" });
}, 20_000);

test("an engine that stays silent is given up after the timeout", async () => {
  const silent = http.createServer(() => undefined).listen(join(directory, "docker.sock"));
  const url = `unix://${join(directory, "docker.sock")}`;
  await expect(connect({ url }, 200).info()).rejects.toThrow("no answer within 0.2 s");
  silent.close();
});
