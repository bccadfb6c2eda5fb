import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docker } from "./support/docker";
import { visit } from "./support/http";
import { type LoadReport, startLoad } from "./support/load";
import { createProgram, type ProgramProject } from "./support/program";
import { serviceImage } from "./support/service";
import { openSocket, openStream } from "./support/streams";

/* What clients notice of an update, on a real engine and under load. */

const HOST = "shop.localhost";

/** How often it updates a service under load. */
const UPDATES = Number(process.env.UPDATES ?? 4);

let project: ProgramProject;
let images: { v1: string; v2: string };

/** The parts of the program that the updates change. */
interface Variables {
  image?: "v1" | "v2";
  environment?: Record<string, string>;
  hosts?: string[];
  port?: number;
  /** Arguments of the service with its labels on its own container. */
  labelled?: { hosts?: string[]; sites?: string };
}

/** Writes the program: a service to update, beside one that stays the same. */
function declare({
  image = "v1",
  environment = {},
  hosts = [HOST],
  port = 8080,
  labelled = {},
}: Variables = {}) {
  const { network, labelPrefix, httpPort, httpsPort } = project;
  const shop = {
    image: images[image],
    port,
    hosts,
    environment: { BOOT: "1500ms", ...environment },
    readyTimeout: 600,
    drain: 1,
  };
  const chat = { image: images.v1, port: 8080, hosts: ["chat.localhost"] };
  const { sites = "[]", ...changed } = labelled;
  const badge = { image: images.v1, port: 8080, hosts: ["badge.localhost"], ...changed };
  const proxy = { image: { reference: project.images.caddy }, labelPrefix, httpPort, httpsPort };
  project.program(
    `const { CaddyProxy, ProxiedService, ProxyNetwork } = gatehouse;
     const { files, respond, site, tls } = require("./components/labels");
     const network = new ProxyNetwork("net", { networkName: ${JSON.stringify(network)} });
     const entry = new CaddyProxy("caddy", { network, ...${JSON.stringify(proxy)} });
     new ProxiedService("shop", { entry, ...${JSON.stringify(shop)} });
     new ProxiedService("chat", { entry, ...${JSON.stringify(chat)} });
     const badge = { ...${JSON.stringify(badge)}, sites: ${sites}, labelsOn: "container" };
     new ProxiedService("badge", { entry, ...badge });`,
  );
}

const up = () => project.up();

/** Updates under load, and continues the load until it has sent enough requests. */
async function updateUnderLoad(): Promise<LoadReport> {
  const load = startLoad({ port: project.httpsPort, host: HOST });
  const { code, output } = await up();
  await load.until(10_000);
  const report = await load.stop();
  if (code !== 0) throw new Error(output);
  return report;
}

const ask = (host = HOST) => visit({ port: project.httpsPort, host });

beforeAll(async () => {
  images = await serviceImage();
  project = await createProgram();
  declare();
  const first = await up();
  if (first.code !== 0) throw new Error(first.output);
});

afterAll(() => project.remove());

describe("updates in a row, each of another image and environment", () => {
  test.each(Array.from({ length: UPDATES }, (_, index) => index + 1))(
    "update %i loses no request",
    async (number) => {
      const image = number % 2 === 1 ? "v2" : "v1";
      declare({ image, environment: { RELEASE: String(number) } });

      const { failed, requests, versions } = await updateUnderLoad();

      expect(failed).toEqual([]);
      expect(requests).toBeGreaterThanOrEqual(10_000);
      expect(versions[image]).toBeGreaterThan(0);
    },
  );
});

test("a change of a route keeps the service's container", async () => {
  const network = `network=${project.network}`;
  const names = () => docker("ps", "--filter", network, "--format", "{{.Names}} {{.ID}}");
  declare({ environment: { RELEASE: "10" } });
  await up();
  const before = await names();
  declare({ environment: { RELEASE: "10" }, hosts: [HOST, "store.localhost"] });

  const { output } = await up();

  expect(output).toMatch(/~ 2 updated/);
  expect(await names()).toBe(before);
  expect((await ask("store.localhost")).body).toMatch(/^v1 /);
});

test("streams and upgraded connections of another service survive updates", async () => {
  const place = { port: project.httpsPort, host: "chat.localhost" };
  const [stream, socket] = await Promise.all([openStream(place), openSocket(place)]);
  declare({ image: "v2", hosts: [HOST, "market.localhost"] });

  const { code } = await up();

  expect(code).toBe(0);
  expect(await socket.echo("still here")).toBe("still here");
  expect(await stream.goesOn()).toBe(true);
  socket.close();
  stream.close();
});

test("up recreates a container that a person removed by hand, after two refreshes", async () => {
  const refresh = () => project.ownPulumi(["refresh", "--yes", "--skip-preview"]);
  const filter = ["--filter", `network=${project.network}`, "--filter", "name=shop"];
  const gone = await docker("ps", ...filter, "--format", "{{.ID}}");
  await docker("rm", "--force", ...gone.split("\n"));

  const refreshes = [await refresh(), await refresh()];
  const preview = await project.ownPulumi(["preview"]);
  const { code } = await up();

  expect(refreshes.map((each) => each.code)).toEqual([0, 0]);
  expect(preview.output).toMatch(/\+\s+.*docker:index:Container\s+shop\s+create/);
  expect(code).toBe(0);
  expect((await ask()).status).toBe(200);
  expect((await project.previewNoChanges()).code).toBe(0);
});

describe("a release that never becomes ready", () => {
  test.each([
    ["exits", { FAIL: "no database" }, /can't start: no database/],
    ["stays unhealthy", { UNHEALTHY: "yes" }, /container shop-\w+ \([^()]*:[^()]*\) is unhealthy/],
  ])("%s: up fails with its message, and the old one serves", async (_, environment, words) => {
    declare({ image: "v2", hosts: [HOST, "market.localhost"] });
    await up();
    const load = startLoad({ port: project.httpsPort, host: HOST });
    declare({ image: "v1", environment, hosts: [HOST, "market.localhost"] });

    const failing = await up();
    const { failed, versions } = await load.stop();

    expect(failing.code).not.toBe(0);
    expect(failing.output).toMatch(words);
    expect(failed).toEqual([]);
    expect(Object.keys(versions)).toEqual(["v2"]);
  });

  test("the next good image converges", async () => {
    declare({ image: "v1", hosts: [HOST, "market.localhost"] });
    const load = startLoad({ port: project.httpsPort, host: HOST });

    const { code, output } = await up();
    const { failed } = await load.stop();
    const preview = await project.previewNoChanges();

    expect(output).not.toMatch(/error/);
    expect(code).toBe(0);
    expect(failed).toEqual([]);
    expect((await ask()).body).toMatch(/^v1 /);
    expect(preview.code).toBe(0);
  });
});

test("a route that does not answer fails the update with the proxy's log", async () => {
  declare({ image: "v1", hosts: [HOST, "market.localhost"], port: 9999 });

  const { code, output } = await up();

  expect(code).not.toBe(0);
  expect(output).toContain(
    `https://${HOST}:${project.httpsPort}/ does not answer: 502 from the proxy.`,
  );
  expect(output).toMatch(/The proxy said:\n.*connection refused/s);
  expect((await ask()).body).toMatch(/^v1 /);
});

describe("a service with its labels on its own container, changed beside another route", () => {
  const HELD_BACK = "components/resources/route/held-back.ts";
  const CLASH = /the proxy refuses the configuration\. .*ambiguous site definition/s;
  /** The errors that the one reload causes http/1.1 clients, each at most once: see docs/updates.md. */
  const CLOSED = /^h1 .*: (socket hang up|read ECONNRESET)$/;
  const CLIENTS = 17;
  const hosts = [HOST, "market.localhost"];
  const both = ["badge.localhost", "sign.localhost"];

  /** Updates under load on another service. */
  async function updateBesideLoad() {
    const load = startLoad({ port: project.httpsPort, host: "chat.localhost" });
    const { code, output } = await up();
    await load.until(2_000);
    const { failed } = await load.stop();
    expect(failed.length).toBeLessThan(CLIENTS);
    const lost = failed.filter((each) => !CLOSED.test(each));
    return { code, output, lost };
  }

  async function answer(...asked: string[]) {
    for (const host of asked) expect((await ask(host)).body).toMatch(/^v1 /);
  }

  test("gets another host: up passes, and another service loses no more than a reload costs", async () => {
    declare({ hosts: [HOST] });
    await up();
    declare({ hosts, labelled: { hosts: both } });

    const { code, output, lost } = await updateBesideLoad();

    expect(output).not.toMatch(/error/);
    expect(code).toBe(0);
    expect(lost).toEqual([]);
    expect((await project.previewNoChanges()).code).toBe(0);
    await answer(...hosts, ...both);
  });

  test("is repaired by the next up after an earlier release got stuck", async () => {
    const now = project.read(HELD_BACK);
    declare({ hosts: [HOST] });
    project.write(
      HELD_BACK,
      `export const Refused = { Own: "own" };
       export const isHeldBack = async () => false;
       export const refusedLabels = async () => Refused.Own;`,
    );
    const stuck = await up();
    project.write(HELD_BACK, now);

    const { code, output, lost } = await updateBesideLoad();

    expect(stuck.output).toMatch(CLASH);
    expect(output).not.toMatch(/error/);
    expect(code).toBe(0);
    expect(lost).toEqual([]);
    expect((await project.previewNoChanges()).code).toBe(0);
    await answer(HOST, "badge.localhost");
  });

  test("fails with Caddy's message if Caddy refuses the new labels alone, too", async () => {
    const sites = `[site("bad.localhost", tls(files("/no.pem", "/no.key")), respond("hi"))]`;
    declare({ hosts, labelled: { hosts: both, sites } });

    const { code, output } = await up();

    expect(code).not.toBe(0);
    expect(output).toMatch(/the proxy refuses the configuration\. .*no\.pem: no such file/s);
    await answer(HOST, "badge.localhost");
  });
});
