import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toxicBody } from "../../components/toxics/body";
import {
  buildToxiproxy,
  freePort,
  startEcho,
  startToxiproxy,
  type ToxiproxyServer,
  toxiproxyCli,
  type Upstream,
} from "./server";

let server: ToxiproxyServer;
let echo: Upstream;
beforeAll(async () => {
  [server, echo] = await Promise.all([startToxiproxy(), startEcho(), buildToxiproxy("cli")]);
});
afterAll(async () => {
  await server.stop();
  echo.stop();
});

const latency = toxicBody({ latency: { latency: "200ms", jitter: "50ms" }, toxicity: 0.3 });

/** A proxy of this name on a free port. */
async function declared(name: string, enabled?: boolean) {
  const port = await freePort();
  const proxy = { name, port, upstream: echo.address, enabled };
  return { port, proxy: await server.api.createProxy(proxy) };
}

describe("a proxy", () => {
  test("is created on the configured address, enabled, and found by its name", async () => {
    const { port, proxy } = await declared("made");
    const state = {
      name: "made",
      listen: `[::]:${port}`,
      upstream: echo.address,
      enabled: true,
      toxics: [],
    };

    expect(proxy).toEqual(state);
    expect(await server.api.proxy("made")).toEqual(state);
    expect((await server.api.proxies()).made).toEqual(state);
  });

  test("is created disabled, given its toxics, and then enabled", async () => {
    const { port, proxy } = await declared("staged", false);
    expect(proxy).toMatchObject({ enabled: false, listen: `[::]:${port}` });
    await server.api.addToxic("staged", latency);

    expect(await server.api.patchProxy("staged", { enabled: true })).toEqual({
      name: "staged",
      listen: `[::]:${port}`,
      upstream: echo.address,
      enabled: true,
      toxics: [latency],
    });
  });

  test("keeps its connections when the same settings are sent again", async () => {
    const { port } = await declared("kept");
    const client = connect(port, "127.0.0.1");
    client.write("one");
    await once(client, "data");
    await server.api.patchProxy("kept", { port, upstream: echo.address, enabled: true });
    client.write("two");
    const [data] = await once(client, "data");

    expect(String(data)).toBe("two");
    client.destroy();
  });

  test("moves to another port", async () => {
    await declared("moved");
    const port = await freePort();

    expect(await server.api.patchProxy("moved", { port })).toMatchObject({
      listen: `[::]:${port}`,
      upstream: echo.address,
      enabled: true,
    });
  });

  test("is removed, also twice, and is then missing", async () => {
    await declared("gone");
    await server.api.deleteProxy("gone");
    await server.api.deleteProxy("gone");

    expect(await server.api.proxy("gone")).toBeUndefined();
  });

  test("is found under a name that a URL must escape", async () => {
    const { proxy } = await declared("a b?%ü");

    expect(await server.api.proxy("a b?%ü")).toEqual(proxy);
  });
});

describe("a toxic", () => {
  test("is added, changed and removed, also twice", async () => {
    await declared("toxic");
    const slower = { ...latency, toxicity: 1, attributes: { latency: 400, jitter: 0 } };

    expect(await server.api.addToxic("toxic", latency)).toEqual(latency);
    expect(await server.api.patchToxic("toxic", slower)).toEqual(slower);
    expect((await server.api.proxy("toxic"))?.toxics).toEqual([slower]);
    await server.api.removeToxic("toxic", latency.name);
    await server.api.removeToxic("toxic", latency.name);
    expect((await server.api.proxy("toxic"))?.toxics).toEqual([]);
  });

  test("is the same in the list of the server's own command line client", async () => {
    const { port } = await declared("seen");
    await server.api.addToxic("seen", latency);
    await server.api.addToxic(
      "seen",
      toxicBody({ limitData: { bytes: "1KB" }, stream: "upstream" }),
    );

    expect(await toxiproxyCli(server, "inspect", "seen")).toMatchInlineSnapshot(`
      "limit_data_upstream	type=limit_data	stream=upstream	toxicity=1.00	attributes=[	bytes=1000	]
      latency_downstream	type=latency	stream=downstream	toxicity=0.30	attributes=[	jitter=50	latency=200	]
      "
    `);
    const list = await toxiproxyCli(server, "list");
    expect(
      list
        .split("\n")
        .find((line) => line.startsWith("seen"))
        ?.split(/\s+/),
    ).toEqual(["seen", `[::]:${port}`, echo.address, "enabled", "2"]);
  });
});

describe("an error", () => {
  test("has the server's own message and status", async () => {
    const { port } = await declared("wrong");
    await server.api.addToxic("wrong", latency);
    const { api, url } = server;
    const upstream = echo.address;

    await expect(api.addToxic("wrong", latency)).rejects.toMatchObject({
      name: "ToxiproxyError",
      message: `Toxiproxy at ${url}: POST /proxies/wrong/toxics: 409 toxic already exists`,
      status: 409,
    });
    await expect(api.createProxy({ name: "wrong", port, upstream })).rejects.toThrow(
      `Toxiproxy at ${url}: POST /proxies: 409 proxy already exists`,
    );
    // The address in it depends on whether the machine has IPv6.
    await expect(api.createProxy({ name: "other", port, upstream })).rejects.toThrow(
      /^Toxiproxy at http:\S+: POST \/proxies: 500 listen tcp \S+: bind: address already in use$/,
    );
    await expect(api.addToxic("missing", latency)).rejects.toThrow(
      `Toxiproxy at ${url}: POST /proxies/missing/toxics: 404 proxy not found`,
    );
    await expect(api.patchToxic("wrong", { ...latency, name: "a b" })).rejects.toThrow(
      `Toxiproxy at ${url}: PATCH /proxies/wrong/toxics/a%20b: 404 toxic not found`,
    );
    await expect(api.addToxic("wrong", { ...latency, type: "loss" })).rejects.toThrow(
      `Toxiproxy at ${url}: POST /proxies/wrong/toxics: 400 invalid toxic type`,
    );
  });
});
