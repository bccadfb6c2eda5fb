import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ToxiproxyApi } from "../../components/toxics/api";
import { toxicBody } from "../../components/toxics/body";
import { toxiproxyCli } from "../../components/toxics/cli";
import { type CliEnd, cliCommands } from "../../components/toxics/cli-commands";
import {
  buildToxiproxy,
  freePort,
  runProgram,
  startEcho,
  startToxiproxy,
  type ToxiproxyServer,
  type Upstream,
} from "./server";

/* The API through the real toxiproxy-cli, with a real server, whose HTTP API shows the outcome. */

let server: ToxiproxyServer;
let echo: Upstream;
let cli: ToxiproxyApi;

beforeAll(async () => {
  [server, echo] = await Promise.all([startToxiproxy(), startEcho()]);
  const binary = await buildToxiproxy("cli");
  const run = (args: readonly string[]) => runProgram(binary, args);
  cli = toxiproxyCli({ server: "It", url: server.url, run });
});
afterAll(async () => {
  await server.stop();
  echo.stop();
});

const latency = toxicBody({ latency: { latency: "200ms", jitter: "50ms" }, toxicity: 0.3 });
const slicer = toxicBody({
  slicer: { averageSize: "1KB", delay: "1h" },
  stream: "upstream",
  name: "Sl.i_c-er",
});

/** A proxy on the server, which toxiproxy-cli must report as the HTTP API does. */
async function both(name: string) {
  const [told, is] = await Promise.all([cli.proxy(name), server.api.proxy(name)]);
  expect(told).toEqual(is);
  return is;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  socket.write("?");
  return Promise.race([
    once(socket, "data").then(() => true),
    once(socket, "close").then(() => false),
  ]).catch(() => false);
}

test("a proxy is created disabled on an unreachable address, gets its toxics, then opens", async () => {
  const port = await freePort();
  await cli.createProxy({ name: "made", port, upstream: echo.address, enabled: false });
  expect(await both("made")).toMatchObject({ enabled: false, listen: `127.0.0.1:${port}` });
  for (const toxic of [slicer, latency]) await cli.addToxic("made", toxic);
  await cli.patchProxy("made", { enabled: true });

  expect(await both("made")).toEqual({
    name: "made",
    listen: `[::]:${port}`,
    upstream: echo.address,
    enabled: true,
    toxics: [slicer, latency],
  });
  expect(await cli.proxies()).toEqual(await server.api.proxies());
});

describe("an enabled proxy", () => {
  test("keeps its connections when the same settings are sent again", async () => {
    const port = await freePort();
    await cli.createProxy({ name: "kept", port, upstream: echo.address });
    const client = connect(port, "127.0.0.1");
    client.write("one");
    await once(client, "data");
    await cli.patchProxy("kept", { port, upstream: echo.address, enabled: true });
    client.write("two");
    const [data] = await once(client, "data");

    expect(String(data)).toBe("two");
    client.destroy();
  });

  test("moves with its toxics, is disabled meanwhile, and enabled again", async () => {
    const [port, next] = [await freePort(), await freePort()];
    await cli.createProxy({ name: "moved", port, upstream: "127.0.0.1:1" });
    await cli.addToxic("moved", latency);
    await cli.patchProxy("moved", { port: next, upstream: echo.address, enabled: false });

    expect(await both("moved")).toMatchObject({ enabled: false, toxics: [latency] });
    expect(await answers(next)).toBe(false);
    await cli.patchProxy("moved", { enabled: true });
    expect(await both("moved")).toMatchObject({ listen: `[::]:${next}`, upstream: echo.address });
    expect(await answers(next)).toBe(true);
    await cli.patchProxy("moved", { enabled: false });
    expect(await both("moved")).toMatchObject({ enabled: false, listen: `[::]:${next}` });
  });

  test("is removed, also twice, and is then missing", async () => {
    await cli.createProxy({ name: "gone", port: await freePort(), upstream: echo.address });
    await cli.deleteProxy("gone");
    await cli.deleteProxy("gone");

    expect(await both("gone")).toBeUndefined();
    await expect(cli.patchProxy("gone", {})).rejects.toThrow('It: 404 no proxy "gone"');
  });
});

test("a toxic is added, changed and removed, also twice", async () => {
  await cli.createProxy({ name: "toxic", port: await freePort(), upstream: echo.address });
  const slower = { ...latency, toxicity: 1, attributes: { latency: 3_600_000, jitter: 0 } };
  await cli.addToxic("toxic", latency);
  await cli.patchToxic("toxic", slower);

  expect((await both("toxic"))?.toxics).toEqual([slower]);
  await cli.removeToxic("toxic", latency.name);
  await cli.removeToxic("toxic", latency.name);
  expect((await both("toxic"))?.toxics).toEqual([]);
});

test("a toxicity is sent with six decimals, and read with two", async () => {
  await cli.createProxy({ name: "share", port: await freePort(), upstream: echo.address });
  await cli.addToxic("share", { ...latency, toxicity: 0.000_125 });

  expect((await server.api.proxy("share"))?.toxics).toMatchObject([{ toxicity: 0.000_125 }]);
  expect((await cli.proxy("share"))?.toxics).toMatchObject([{ toxicity: 0 }]);
});

test("a proxy of any name is listed, but an unsupported name can't be changed", async () => {
  const name = "a b?%#/ü";
  const made = await server.api.createProxy({ name, port: await freePort(), upstream: "x:1" });
  await server.api.addToxic("made", { ...latency, name: "-odd" });

  expect((await cli.proxies())[name]).toEqual(made);
  const problem = (odd: string) =>
    `It: toxiproxy-cli does not support the name "${odd}". Rename it, or reach the Docker host by ssh.`;
  await expect(cli.patchProxy(name, { enabled: false })).rejects.toThrow(problem(name));
  await expect(cli.removeToxic("made", "-odd")).rejects.toThrow(problem("-odd"));
});

test("the version is that of toxiproxy-cli, which is also the server's", async () => {
  expect(await cli.version()).toBe(await server.api.version());
});

describe("an error", () => {
  test("has the server's own message and status", async () => {
    const port = await freePort();
    await cli.createProxy({ name: "wrong", port, upstream: echo.address });
    await cli.addToxic("wrong", latency);

    await expect(
      cli.addToxic("wrong", toxicBody({ resetPeer: {}, name: latency.name })),
    ).rejects.toMatchObject({
      name: "ToxiproxyError",
      message:
        "It: toxiproxy-cli toxic add --type=reset_peer --downstream --toxicName=latency_downstream " +
        "--toxicity=1 --attribute=timeout=0 wrong: 409 toxic already exists",
      status: 409,
    });
    // The address in it depends on whether the machine has IPv6.
    await expect(cli.createProxy({ name: "other", port, upstream: "x:1" })).rejects.toThrow(
      /^It: toxiproxy-cli create --listen=\S+ --upstream=x:1 other: 500 listen tcp \S+: bind: address already in use$/,
    );
  });

  const ends = (end: CliEnd) =>
    cliCommands({ server: "It", url: "http://x", run: async () => end }).disable("shop");
  const failed = (errors: string, output = "", code = 1) => ends({ code, output, errors });

  test("has toxiproxy-cli's message when the server sent none", async () => {
    await expect(failed("Failed: connection refused\n")).rejects.toThrow(
      "It: toxiproxy-cli toggle shop: Failed: connection refused",
    );
    await expect(failed("", "no such file or directory\n", 127)).rejects.toThrow(
      "It: toxiproxy-cli toggle shop: no such file or directory",
    );
    await expect(failed("")).rejects.toThrow("It: toxiproxy-cli toggle shop: it exited with 1");
    await expect(failed("invalid character '<' looking for beginning of value\n")).rejects.toThrow(
      "It: toxiproxy-cli toggle shop: a connection blocks the change: it waits, or its client reads nothing",
    );
  });

  test("also reports a proxy that another program has toggled, or a refused command", async () => {
    await expect(failed("", "Proxy shop is now enabled\n", 0)).rejects.toThrow(
      "It: toxiproxy-cli toggle shop: Proxy shop is now enabled",
    );
    await expect(failed("", "Incorrect Usage\n", 0)).rejects.toThrow("Incorrect Usage");
  });
});
