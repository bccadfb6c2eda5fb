import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ToxicBody, toxicBody } from "../../components/toxics/body";
import { toxicProblems } from "../../components/toxics/schema";
import type { Toxic } from "../../components/toxics/toxic";
import { anyToxic, toxicsOfOneProxy } from "./generated";
import {
  portOf,
  startEcho,
  startToxiproxy,
  TOXIPROXY_VERSION,
  type ToxiproxyServer,
  type Upstream,
} from "./server";

/** Fixed, so that only a change of the code causes a failure; SEED explores. */
const SEED = Number(process.env.SEED ?? 20_261_124);
/** One alone on its proxy, and four on another. */
const TOXICS_A_RUN = 5;
const TOXICS = Number(process.env.TOXICS ?? 3_000);
/** One in so many runs sends data through its toxics. */
const RUNS_WITH_DATA = 2;

let server: ToxiproxyServer;
let echo: Upstream;
beforeAll(async () => {
  [server, echo] = await Promise.all([startToxiproxy(), startEcho()]);
});
afterAll(async () => {
  await server.stop();
  echo.stop();
});

/** Sends a few pieces of data, and waits a moment for the outcome. */
async function exercise(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1").on("error", () => socket.destroy());
  socket.resume().end(Buffer.alloc(3_000));
  const closed = new Promise((resolve) => socket.on("close", resolve));
  await Promise.race([closed, sleep(20)]);
  socket.destroy();
}

/** Toxics as the server lists them: those of upstream first, in the order of their creation. */
function listed(toxics: readonly Toxic[]): ToxicBody[] {
  const bodies = toxics.map(toxicBody);
  const of = (stream: string) => bodies.filter((body) => body.stream === stream);
  return [...of("upstream"), ...of("downstream")];
}

/** A proxy with these toxics reports them, applies them, and is removed. */
async function proveProxy(name: string, toxics: Toxic[], withData: boolean): Promise<void> {
  const { api } = server;
  expect(toxicProblems(toxics)).toEqual([]);
  const { listen } = await api.createProxy({ name, port: 0, upstream: echo.address });
  for (const toxic of toxics) {
    expect(await api.addToxic(name, toxicBody(toxic))).toEqual(toxicBody(toxic));
  }
  const proxy = await api.proxy(name);
  expect(proxy).toEqual({
    name,
    listen,
    upstream: echo.address,
    enabled: true,
    toxics: listed(toxics),
  });
  if (withData) await exercise(portOf(listen));
  await api.deleteProxy(name);
}

test(`${TOXICS} accepted toxics are reported by the server, and don't harm it (SEED=${SEED})`, async () => {
  const { pid } = server;
  let proven = 0;
  let runs = 0;

  await fc.assert(
    fc.asyncProperty(anyToxic, toxicsOfOneProxy(TOXICS_A_RUN - 1), async (alone, together) => {
      const withData = runs++ % RUNS_WITH_DATA === 0;
      await Promise.all([
        proveProxy("alone", [alone], withData),
        proveProxy("together", together, withData),
      ]);
      proven += 1 + together.length;
    }),
    // fast-check would look for a smaller example on a dead server.
    { numRuns: Math.ceil(TOXICS / TOXICS_A_RUN), seed: SEED, endOnFailure: true },
  );

  expect(proven).toBeGreaterThanOrEqual(TOXICS);
  expect({ running: server.running(), pid: server.pid }).toEqual({ running: true, pid });
  expect(await server.api.version()).toBe(TOXIPROXY_VERSION);
});
