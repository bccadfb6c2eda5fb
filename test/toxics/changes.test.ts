import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { toxicBody } from "../../components/toxics/body";
import { toxicProblems } from "../../components/toxics/schema";
import { Stream, type Toxic } from "../../components/toxics/toxic";
import {
  portOf,
  startEcho,
  startToxiproxy,
  startUpstream,
  TOXIPROXY_VERSION,
  type ToxiproxyServer,
  type Upstream,
} from "./server";

/*
 * How Toxiproxy 2.12.0 handles changes while connections are open. Each of its bugs is here with its
 * workaround, so that a test fails once a newer version fixes it.
 */

let server: ToxiproxyServer;
let echo: Upstream;
beforeEach(async () => {
  [server, echo] = await Promise.all([startToxiproxy(2_000), startEcho()]);
});
afterEach(async () => {
  await server.stop();
  echo.stop();
});

/** A proxy with these toxics, in this order, and a connection through it. */
async function connection(toxics: Toxic[], upstream = echo.address): Promise<Socket> {
  const { listen } = await server.api.createProxy({ name: "x", port: 0, upstream });
  for (const toxic of toxics) await server.api.addToxic("x", toxicBody(toxic));
  const client = connect(portOf(listen), "127.0.0.1").on("error", () => client.destroy());
  return client;
}

const slow: Toxic = { latency: { latency: "1ms" }, name: "slow" };
const closing: Toxic = { slowClose: { delay: "1h" }, name: "closing" };
const next: Toxic = { latency: { latency: "2ms" }, name: "next" };

/** A connection that its client has closed and the toxic `closing` keeps open. */
async function keepClosed(): Promise<void> {
  const client = await connection([slow, closing]);
  client.write("hello");
  await once(client, "data");
  client.end();
  // Wait until the end of the stream has passed the latency.
  await sleep(500);
}

test("removing toxics in the order of their creation crashes the server", async () => {
  await keepClosed();
  await server.api.removeToxic("x", "slow");
  await server.api.removeToxic("x", "closing");

  await expect(server.api.addToxic("x", toxicBody(next))).rejects.toThrow();
  expect(await server.death()).toBe("panic: runtime error: index out of range [2] with length 2");
});

test("removing the last toxic first does not crash it", async () => {
  await keepClosed();
  await server.api.removeToxic("x", "closing");
  await server.api.removeToxic("x", "slow");
  await server.api.addToxic("x", toxicBody(next));

  expect((await server.api.proxy("x"))?.toxics).toEqual([toxicBody(next)]);
  expect(server.running()).toBe(true);
});

const stuck = async () => {
  await expect(server.api.proxy("x")).rejects.toThrow(
    `Toxiproxy at ${server.url}: GET /proxies/x: no answer within 2 s`,
  );
  expect(await server.api.version()).toBe(TOXIPROXY_VERSION);
};

/** Sends pieces one by one: the second waits before the reset. */
async function sendPieces(client: Socket): Promise<void> {
  for (const piece of ["a", "b", "c"]) {
    client.write(piece);
    await sleep(100);
  }
}

test("a change before a waiting reset hangs the proxy, so such toxics are refused", async () => {
  const reset: Toxic = { resetPeer: { timeout: "2s" } };
  expect(toxicProblems([slow, reset])).toHaveLength(1);
  await sendPieces(await connection([slow, reset]));

  await expect(server.api.removeToxic("x", "slow")).rejects.toThrow("no answer within 2 s");
  await stuck();
});

test("a waiting reset on the other stream blocks no change", async () => {
  const reset: Toxic = { resetPeer: { timeout: "2s" }, stream: Stream.Upstream };
  expect(toxicProblems([slow, reset])).toEqual([]);
  await sendPieces(await connection([slow, reset]));
  await server.api.removeToxic("x", "slow");

  expect((await server.api.proxy("x"))?.toxics).toEqual([toxicBody(reset)]);
});

/** A connection whose client reads nothing while the service keeps sending. */
async function stalled(): Promise<{ client: Socket; stop(): void }> {
  const source = await startUpstream((socket) => {
    const fill = () => {
      while (socket.write(Buffer.alloc(65_536)));
    };
    socket.on("drain", fill);
    fill();
  });
  const client = await connection([slow], source.address);
  client.pause();
  // Wait until the buffers on the way are full.
  await sleep(1_000);
  return { client, stop: source.stop };
}

test("a change while a client reads nothing hangs the proxy once that client leaves", async () => {
  const { client, stop } = await stalled();
  const removed = expect(server.api.removeToxic("x", "slow")).rejects.toThrow();
  await sleep(200);
  client.destroy();
  await removed;

  await stuck();
  stop();
});

test("disabling the proxy first avoids that", async () => {
  const { stop } = await stalled();
  await server.api.patchProxy("x", { enabled: false });
  await server.api.removeToxic("x", "slow");
  await server.api.patchProxy("x", { enabled: true });

  expect(await server.api.proxy("x")).toMatchObject({ enabled: true, toxics: [] });
  stop();
});
