import { afterEach, describe, expect, test, vi } from "vitest";
import { logLines } from "../../../components/docker/containers/output";
import { waitForContainers } from "../../../components/docker/containers/readiness";
import { readFile, writeFiles } from "../../../components/docker/files/files";
import { connect } from "../../../components/docker/host/client";
import { isRunning } from "../../../components/docker/host/engine";
import { waitForRoutes } from "../../../components/docker/routes/served";
import { type Answer, type FakeEngine, fakeEngine } from "../../support/fake-engine";

const ID = "3ccf7e2a".repeat(8);
const IMAGE = `sha256:${"85f5".repeat(16)}`;
const DEAD = "can not get logs from container which is dead or marked for removal";

let fake: FakeEngine;
afterEach(() => fake.stop());

async function engineOf(answers: Record<string, Answer>) {
  fake = await fakeEngine(answers);
  return connect(fake.host);
}

/** A container as the engine describes it. */
const container = (state: object = {}, image = IMAGE) => ({
  body: {
    Id: ID,
    Name: "/shop-3ccf7e2",
    Image: IMAGE,
    RestartCount: 0,
    State: { Status: "running", Running: true, ...state },
    Config: { Image: image },
  },
});

const noLogs = { status: 409, body: { message: DEAD } };
const unhealthy = { Health: { Status: "unhealthy", Log: [] } };
const silentLog = { body: Buffer.alloc(0) };

describe("an error of the engine", () => {
  test("names the container, the attempt and Docker's error", async () => {
    const engine = await engineOf({
      [`GET /containers/${ID}/logs`]: noLogs,
      [`GET /containers/${ID}/json`]: container(),
      [`POST /containers/${ID}/start`]: { status: 500, body: { message: "no such file: sh" } },
      "POST /containers/create": { status: 409, body: { message: "the name is in use" } },
      "GET /info": { status: 503, body: { message: "This node is not a swarm manager." } },
    });

    const refused = (asked: Promise<unknown>) => asked.catch((error: Error) => error.message);
    expect(await refused(logLines(engine, ID))).toBe(
      `Docker can't read the log of container shop-3ccf7e2: ${DEAD} (HTTP 409)`,
    );
    expect(await refused(engine.getContainer(ID).start())).toBe(
      "Docker can't start container shop-3ccf7e2: no such file: sh (HTTP 500)",
    );
    expect(await refused(engine.createContainer({ name: "shop", Image: "shop:1" }))).toBe(
      "Docker can't create container shop: the name is in use (HTTP 409)",
    );
    expect(await refused(engine.getContainer("shop").remove())).toBe(
      "Docker can't remove container shop: no such thing (HTTP 404)",
    );
    expect(await refused(writeFiles(engine, ID, "/config", { a: "b" }))).toBe(
      "Docker can't write files into container 3ccf7e2a3ccf: no such thing (HTTP 404)",
    );
    expect(await refused(engine.info())).toBe(
      "Docker can't do GET /info: This node is not a swarm manager. (HTTP 503)",
    );
  });

  test("keeps its status, which distinguishes missing objects from failures", async () => {
    const engine = await engineOf({});

    expect(await isRunning(engine, ID)).toBe(false);
    expect(await readFile(engine, ID, "/config/a")).toBeUndefined();
  });

  test("needs no request for an empty id, which nothing has", async () => {
    const engine = await engineOf({});

    expect(await isRunning(engine, "")).toBe(false);
    expect(await readFile(engine, "", "/config/a")).toBeUndefined();
    await expect(engine.getService("").inspect()).rejects.toThrow("no service has an empty id");
    expect(fake.asked).toEqual([]);
  });
});

describe("a container that does not become ready", () => {
  const unready = async (answers: Record<string, Answer>, image?: string) => {
    const engine = await engineOf({
      [`GET /containers/${ID}/json`]: container(unhealthy, image),
      [`GET /containers/${ID}/logs`]: silentLog,
      ...answers,
    });
    return waitForContainers(engine, [ID], 1).catch((error: Error) => error.message.split("\n"));
  };
  const message = (image: string, reason = "is unhealthy") =>
    `container shop-3ccf7e2 (${image}) ${reason}. It gets no requests.`;

  test.each([
    [["shop:1.4.2"], [], "shop:1.4.2"],
    [["shop:1.4.2", "shop:latest"], [], "shop:1.4.2, shop:latest"],
    [[], ["shop@sha256:1"], "shop@sha256:1"],
    [[], [], "image 85f585f585f5"],
  ])("is reported with its image, of the tags %j and digests %j", async (tags, digests, told) => {
    const answer = { body: { RepoTags: tags, RepoDigests: digests } };

    expect(await unready({ [`GET /images/${IMAGE}/json`]: answer })).toEqual([
      message(told),
      "It has written nothing to its log.",
    ]);
  });

  test("is reported with the short id of an image that is gone", async () => {
    expect(await unready({})).toContain(message("image 85f585f585f5"));
  });

  test("is reported with the image reference that created it", async () => {
    expect(await unready({}, "shop:1.4.2")).toContain(message("shop:1.4.2"));
  });

  test.each([
    ["dead", "is dead"],
    ["removing", "is being removed"],
  ])("is reported as %s, even though Docker gives no log of it", async (status, reason) => {
    const found = container({ Status: status, Running: false }, "shop:1.4.2");
    const answers = {
      [`GET /containers/${ID}/json`]: found,
      [`GET /containers/${ID}/logs`]: noLogs,
    };

    expect(await unready(answers)).toEqual([
      message("shop:1.4.2", reason),
      "The last lines of its log:",
      `  Docker gives no log of it: ${DEAD}`,
    ]);
  });
});

describe("a route whose container is gone", () => {
  const props = {
    name: "project/dev/shop",
    proxy: ID,
    labels: {},
    files: {},
    containers: [],
    probes: [],
    readyTimeout: 1,
    drain: 0,
  };

  test("is read as one that leads nowhere, also when it was read before", async () => {
    await engineOf({ "GET /containers/json": { body: [] } });
    const { routeProvider } = await vi.importActual<
      typeof import("../../../components/resources/route/provider")
    >("../../../components/resources/route/provider");
    const read = (releases: Record<string, string>) =>
      routeProvider.read?.("shop", { ...props, docker: fake.host, releases });
    const nowhere = { id: "shop", props: { ...props, docker: fake.host, releases: {} } };

    expect(await read({ "shop/1": ID })).toEqual(nowhere);
    expect(await read({})).toEqual(nowhere);
    // As an earlier version left it in states.
    expect(await read({ "shop/1": "" })).toEqual(nowhere);
  });
});

describe("a route that does not answer", () => {
  test("is reported even when Docker gives no log of the proxy", async () => {
    const engine = await engineOf({ [`GET /containers/${ID}/logs`]: noLogs });
    const url = "http://127.0.0.1:1/";
    const asked = {
      docker: fake.host,
      proxy: ID,
      probes: [{ url, machine: "127.0.0.1" }],
      patience: 0,
    };

    await expect(waitForRoutes(engine, asked)).rejects.toThrow(
      new Error(
        [
          `${url} does not answer: connect ECONNREFUSED 127.0.0.1:1.`,
          "The proxy said:",
          `  Docker gives no log of it: ${DEAD}`,
        ].join("\n"),
      ),
    );
  });
});
