import { afterEach, describe, expect, test } from "vitest";
import { type ReloadProps, reloadProvider } from "../../components/resources/reload";
import { type FakeEngine, fakeEngine } from "../support/fake-engine";
import { piece } from "../support/pieces";

const SERVER = "3ccf7e2a".repeat(8);
const STARTED = "2026-11-23T13:00:00.500000000Z";

const props: ReloadProps = {
  docker: { url: "unix:///var/run/docker.sock" },
  name: "gatehouse/dev/caddy",
  proxy: SERVER,
  containers: [SERVER],
  readyTimeout: 30,
};

/** The state of the `Route` that waited for the proxy in earlier versions. */
const old = {
  ...props,
  ...{
    labels: {},
    files: {},
    releases: {},
    probes: [],
    drain: 0,
    __provider: "exports.handler = …",
  },
};

let fake: FakeEngine | undefined;
afterEach(() => fake?.stop());

/** An engine with a running server, whose log has these lines. */
async function serverThatLogs(...lines: string[]) {
  const log = lines.map((line) => piece(Buffer.from(`${STARTED} ${line}\n`), 2));
  const State = { Status: "running", Running: true, StartedAt: STARTED, Health: healthy };
  fake = await fakeEngine({
    [`GET /containers/${SERVER}/json`]: {
      body: { Id: SERVER, Name: "/caddy", RestartCount: 0, State, Config: { Env: [], Labels: {} } },
    },
    [`GET /containers/${SERVER}/logs`]: { body: Buffer.concat(log) },
    "GET /containers/json": { body: [] },
  });
  return { ...props, docker: fake.host };
}

const healthy = { Status: "healthy", Log: [] };

describe("the comparison of a reload", () => {
  const changes = async (olds: ReloadProps, news: ReloadProps) =>
    (await reloadProvider.diff?.("id", olds, news))?.changes;

  test("finds no change from the state of its former route", async () => {
    expect(await changes(old, props)).toBe(false);
    expect(await changes(old, { ...props, controller: "another" })).toBe(false);
    expect(await changes(old, { ...props, docker: { url: "ssh://me@example.com" } })).toBe(false);
  });

  test.each<[string, Partial<ReloadProps>]>([
    ["another server", { proxy: "another" }],
    ["another container", { containers: [SERVER, "another"] }],
    ["more time to be ready", { readyTimeout: 60 }],
  ])("finds a change with %s", async (_what, change) => {
    expect(await changes(old, { ...props, ...change })).toBe(true);
  });

  test.each([
    ["finds a change while", "Failed to prepare configuration: ambiguous site", true],
    ["finds no change once it has loaded after", "Successfully configured", false],
  ])("%s an update left the proxy held back", async (_what, line, changed) => {
    const given = await serverThatLogs(line);
    const left = { ...old, docker: given.docker, heldBackSince: 1 };

    expect(await changes(left, given)).toBe(changed);
  });
});

describe("a reload", () => {
  test("is done when the proxy has loaded its configuration", async () => {
    const given = await serverThatLogs("Successfully configured");

    expect(await reloadProvider.create(given)).toEqual({ id: props.name, outs: given });
    expect(await reloadProvider.update?.("id", { ...old, docker: given.docker }, given)).toEqual({
      outs: given,
    });
  });

  test("fails with the proxy's error when it refuses the configuration", async () => {
    const given = await serverThatLogs("Failed to prepare configuration: ambiguous site");

    await expect(reloadProvider.create(given)).rejects.toThrow(
      /^the proxy refuses the configuration\. It said:\n {2}Failed to prepare/,
    );
  });

  test("is read from the state of its former route, and loses its mark once the proxy has loaded", async () => {
    const given = await serverThatLogs("Successfully configured");
    const state = { ...old, docker: given.docker };

    expect(await reloadProvider.read?.("id", state)).toEqual({ id: "id", props: state });
    expect(await reloadProvider.read?.("id", { ...state, heldBackSince: 1 } as never)).toEqual({
      id: "id",
      props: state,
    });
    expect(reloadProvider.delete).toBeUndefined();
  });
});
