import { resolve } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Keeper, startKeeper } from "../../components/experiments/keeper";
import { isAlive, owned } from "../../components/experiments/leftovers";
import { toxicBody } from "../../components/toxics/body";
import {
  freePort,
  startEcho,
  startToxiproxy,
  type ToxiproxyServer,
  type Upstream,
} from "../toxics/server";

/* The process that removes faults, with a real server. */

const command = [resolve("exports/gatehouse.js"), "__keeper"] as const;

let server: ToxiproxyServer;
let echo: Upstream;
let keeper: Keeper;

beforeAll(async () => {
  [server, echo] = await Promise.all([startToxiproxy(), startEcho()]);
  await server.api.createProxy({ name: "shop", port: await freePort(), upstream: echo.address });
});
afterAll(async () => {
  await server.stop();
  echo.stop();
});
beforeEach(() => {
  keeper = startKeeper(command);
});
afterEach(() => keeper.close());

const begin = () => {
  const docker = { url: "unix:///none" };
  return keeper.begin({ docker, server: "none", apiPort: server.port, proxy: "shop" });
};

/** Whether the proxy is enabled, and its toxics. */
async function shop() {
  const { enabled, toxics = [] } = (await server.api.proxy("shop")) ?? {};
  return { enabled, toxics: toxics.map(({ name }) => name) };
}

/** Makes the service slow, and cuts it. */
async function disturb(): Promise<number> {
  expect(await begin()).toEqual([]);
  await keeper.apply({ number: 0, toxic: toxicBody({ latency: { latency: "20ms" } }) });
  await keeper.apply({ number: 1 });
  const { enabled, toxics } = await shop();
  const pid = owned(toxics[0] ?? "")?.pid ?? 0;
  expect({ enabled, toxics }).toEqual({
    enabled: false,
    toxics: [`experiment-${pid}-run`, `experiment-${pid}-0`, `experiment-${pid}-1-down`],
  });
  return pid;
}

const UNDISTURBED = { enabled: true, toxics: [] };

test("the keeper applies and lifts faults on request, and undoes the rest at the end", async () => {
  await disturb();
  await keeper.lift(1);
  expect((await shop()).enabled).toBe(true);
  await keeper.end();

  expect(await shop()).toEqual(UNDISTURBED);
});

test("it undoes everything and exits when the runner is gone", async () => {
  const pid = await disturb();
  await keeper.close();

  expect(await shop()).toEqual(UNDISTURBED);
  expect(isAlive(pid)).toBe(false);
});

test.runIf(process.platform !== "win32")(
  "it undoes everything when a signal ends it, and the runner reports the end",
  async () => {
    const pid = await disturb();
    process.kill(pid, "SIGINT");
    process.kill(pid, "SIGTERM");
    while (isAlive(pid)) await new Promise((done) => setTimeout(done, 20));

    expect(await shop()).toEqual(UNDISTURBED);
    await expect(keeper.lift(0)).rejects.toThrow("The process that removes the faults has ended.");
  },
);

test("it reports the server's error", async () => {
  await begin();
  const wrong = { ...toxicBody({ resetPeer: {} }), type: "nonsense" };

  await expect(keeper.apply({ number: 0, toxic: wrong })).rejects.toThrow(
    /POST \/proxies\/shop\/toxics: 400 invalid toxic type$/,
  );
});

test("a keeper removes the faults of one that was killed", async () => {
  const pid = await disturb();
  process.kill(pid, "SIGKILL");
  while (isAlive(pid)) await new Promise((done) => setTimeout(done, 20));
  expect((await shop()).enabled).toBe(false);
  keeper = startKeeper(command);

  expect(await begin()).toEqual([
    `experiment-${pid}-1-down`,
    `experiment-${pid}-0`,
    `experiment-${pid}-run`,
  ]);
  await keeper.end();
  expect(await shop()).toEqual(UNDISTURBED);
});
