import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Disturbance, disturbance } from "../../components/experiments/disturbance";
import { isAlive, owned, removeLeftovers } from "../../components/experiments/leftovers";
import { toxicBody } from "../../components/toxics/body";
import {
  freePort,
  startEcho,
  startToxiproxy,
  type ToxiproxyServer,
  type Upstream,
} from "../toxics/server";

/* The changes that an experiment makes to a proxy, on the real server. */

let server: ToxiproxyServer;
let echo: Upstream;
let disturbed: Disturbance;

/** Ids of the process that disturbs, and of one that does not run. */
const PID = 4_000_001;
const DEAD = 4_000_002;
const alive = (pid: number) => pid !== DEAD && pid !== 0;

const slow = toxicBody({ latency: { latency: "20ms" } });
const lost = toxicBody({ timeout: { timeout: "1s" } });
const declared = toxicBody({ latency: { latency: "1ms" }, stream: "upstream" });
const noop = { type: "noop", stream: "downstream", toxicity: 1, attributes: {} };

beforeAll(async () => {
  [server, echo] = await Promise.all([startToxiproxy(), startEcho()]);
});
afterAll(async () => {
  await server.stop();
  echo.stop();
});
beforeEach(async () => {
  await server.api.deleteProxy("shop");
  await server.api.createProxy({ name: "shop", port: await freePort(), upstream: echo.address });
  await server.api.addToxic("shop", declared);
  disturbed = disturbance(server.api, "shop", PID, alive);
});

async function shop() {
  const { enabled, toxics = [] } = (await server.api.proxy("shop")) ?? {};
  return { enabled, names: toxics.map(({ name }) => name) };
}

/** The proxy as it was declared. */
const UNDISTURBED = { enabled: true, names: ["latency_upstream"] };

describe("a disturbance", () => {
  test("adds faults under its own names, and removes only those", async () => {
    expect(await disturbed.begin()).toEqual([]);
    await disturbed.apply({ number: 0, toxic: slow });
    expect(await shop()).toEqual({
      enabled: true,
      names: ["latency_upstream", `experiment-${PID}-run`, `experiment-${PID}-0`],
    });
    await disturbed.lift(0);
    expect((await shop()).names).toEqual(["latency_upstream", `experiment-${PID}-run`]);

    await disturbed.end();
    expect(await shop()).toEqual(UNDISTURBED);
  });

  test("disables the proxy, and marks that it did", async () => {
    await disturbed.begin();
    await disturbed.apply({ number: 0 });
    expect(await shop()).toEqual({
      enabled: false,
      names: ["latency_upstream", `experiment-${PID}-run`, `experiment-${PID}-0-down`],
    });

    await disturbed.lift(0);
    expect((await shop()).enabled).toBe(true);
    await disturbed.lift(0);
  });

  test("lifts one fault, and keeps those added after it", async () => {
    await disturbed.begin();
    await disturbed.apply({ number: 0, toxic: slow });
    await disturbed.apply({ number: 1, toxic: lost });
    await disturbed.apply({ number: 2 });
    await disturbed.lift(0);

    expect(await shop()).toEqual({
      enabled: false,
      names: [
        "latency_upstream",
        `experiment-${PID}-run`,
        `experiment-${PID}-1`,
        `experiment-${PID}-2-down`,
      ],
    });
    await disturbed.end();
    expect(await shop()).toEqual(UNDISTURBED);
  });

  test("undoes everything at its end, also after a manual removal or a failed fault", async () => {
    await disturbed.begin();
    await disturbed.apply({ number: 0, toxic: slow });
    await disturbed.apply({ number: 1 });
    await server.api.removeToxic("shop", `experiment-${PID}-0`);
    await expect(
      disturbed.apply({ number: 2, toxic: { ...slow, type: "nonsense" } }),
    ).rejects.toThrow(/400 invalid toxic type$/);

    await disturbed.end();
    expect(await shop()).toEqual(UNDISTURBED);
    await disturbed.end();
    expect(await shop()).toEqual(UNDISTURBED);
  });

  test("refuses a missing or disabled proxy, and does not change it", async () => {
    await expect(disturbance(server.api, "shpo", PID, alive).begin()).rejects.toThrow(
      message('Toxiproxy has no proxy "shpo". It has: shop.'),
    );
    await server.api.patchProxy("shop", { enabled: false });
    await expect(disturbed.begin()).rejects.toThrow(
      message(
        'The proxy "shop" of Toxiproxy is disabled, so nothing reaches the service. Enable it first.',
      ),
    );
    expect(await shop()).toEqual({ ...UNDISTURBED, enabled: false });
  });
});

describe("the toxics of a dead experiment", () => {
  const left = [`experiment-${DEAD}-run`, `experiment-${DEAD}-0`, `experiment-${DEAD}-1-down`];

  beforeEach(async () => {
    for (const name of left) await server.api.addToxic("shop", { ...noop, name });
    await server.api.patchProxy("shop", { enabled: false });
  });

  test("are removed by the next experiment, which enables the proxy", async () => {
    expect(await disturbed.begin()).toEqual([...left].reverse());
    await disturbed.end();

    expect(await shop()).toEqual(UNDISTURBED);
  });

  test("stay while another experiment runs, as do its own", async () => {
    await server.api.addToxic("shop", { ...noop, name: "experiment-77-run" });
    const before = await shop();

    await expect(removeLeftovers(server.api, alive)).rejects.toThrow(
      message(
        "An experiment is under way: process 77 has disturbed the proxy shop.\n" +
          "Wait until it has ended. If process 77 is not an experiment, remove the toxic experiment-77-run from shop.",
      ),
    );
    expect(await shop()).toEqual(before);
  });
});

test("an experiment owns no toxic with any other name", () => {
  expect(owned("experiment-12-run")).toEqual({ pid: 12, down: false });
  expect(owned("experiment-12-3-down")).toEqual({ pid: 12, down: true });
  const others = [
    "experiment",
    "experiment-slow",
    "experiment-1-slow",
    "my-experiment-1-2",
    "slow",
  ];
  expect(others.map(owned)).toEqual(others.map(() => undefined));
});

test("a process is alive while it runs", () => {
  expect([process.pid, 0].map(isAlive)).toEqual([true, false]);
});

/** An error with exactly this message. */
const message = (text: string) => expect.objectContaining({ message: text }) as Error;
