import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { logLines } from "../../components/docker/containers/output";
import { readFile, writeFiles } from "../../components/docker/files/files";
import { entryOf } from "../../components/docker/routes/caddy";
import { buildGoImage } from "./built-image/go-image";
import { download, upload } from "./built-image/transfers";
import { caddyWithModules, LAYER4, TEST_MODULES } from "./support/caddy-modules";
import { engine } from "./support/docker";
import { untilCertified, untilServed, visit } from "./support/http";
import { startLoad } from "./support/load";
import { createProject, type Project } from "./support/project";
import { serviceImage } from "./support/service";
import { openSocket } from "./support/streams";

/*
 * Builds the image from its Dockerfile, and runs it. Compiling Caddy takes minutes and a base image from a registry;
 * here a stand-in for Go returns a Caddy that this machine has compiled from the same sources, with the same
 * modules. The stack's program is written anew for each change.
 */

const KEPT = "kept.localhost";
const OTHER = "other.localhost";
const LIMITED = "limited.localhost";
const MODULES = [LAYER4, TEST_MODULES];
/** A version that no proxy has. */
const MISSING = "github.com/mholt/caddy-l4@v0.1.2-none";
const UNKNOWN_DIRECTIVE =
  'CaddyProxy "caddy": site "built.localhost": must not have "ecko", which Caddy doesn\'t know here.';
/** The networks of Docker, from one of whose addresses each request here comes. */
const PRIVATE = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16";
/** Where the proxy's container echoes, by the module. */
const ECHO_PORT = 9000;
let project: Project;
let repository: string;
let goImage: string;
/** The start of the checkout's own program. */
let checkout: string;

beforeAll(async () => {
  project = await createProject();
  repository = `gatehouse.local/built-${project.id}`;
  goImage = `gatehouse.local/go-stand-in-${project.id}:1`;
  const image = await caddyWithModules();
  await buildGoImage(goImage, { image, modules: MODULES, failing: [MISSING] });
  checkout = project.read("main.cjs");
  await program({ modules: MODULES });
});

/** Writes the program of the stack. */
async function program({
  modules,
  directive = "respond",
}: {
  modules: string[];
  directive?: string;
}) {
  const { network, labelPrefix, httpPort, httpsPort } = project;
  const args = JSON.stringify({
    ...{ labelPrefix, httpPort, httpsPort, limits: { memory: 128 } },
    trustedProxies: { source: { name: "test", options: { ranges: PRIVATE } } },
  });
  const { v1 } = await serviceImage();
  const service = (host: string, options = {}) =>
    JSON.stringify({ image: v1, port: 8080, hosts: [host], ...options });
  const echoing = { image: project.images.whoami, port: 80 };
  const limited = service(LIMITED, { ...echoing, rateLimit: { events: 5, window: "1m" } });
  // Everything that could hold bodies in the proxy's memory.
  const holding = {
    ...{ cache: { ttl: "10m" }, compression: {}, accessLog: {} },
    loadBalancing: { retries: { methods: ["GET", "POST"] } },
  };
  project.write(
    "main.cjs",
    `const { BuiltCaddyImage, CaddyProxy, labels, ProxiedService, ProxyNetwork } = require("gatehouse");
     const { directive, site } = labels;
     const image = new BuiltCaddyImage("image", ${JSON.stringify({ repository, goImage, modules })});
     const echo = directive("route", [], [directive("echo")]);
     const entry = new CaddyProxy("caddy", {
       network: new ProxyNetwork("net", { networkName: "${network}" }),
       image, ...${args},
       routing: {
         global: [directive("layer4", [], [directive(":${ECHO_PORT}", [], [echo])])],
         sites: [site("built.localhost",
           labels.rateLimit({ all: { key: "{remote_host}", events: 100, window: "1m" } }),
           directive("${directive}", ["built here"]))],
       },
     });
     new ProxiedService("kept", { entry, ...${service(KEPT, holding)} });
     new ProxiedService("other", { entry, ...${service(OTHER)} });
     new ProxiedService("limited", { entry, ...${limited} });
     exports.reference = image.reference;
     exports.proxy = entry.containerName;`,
  );
}

afterAll(async () => {
  await project.remove();
  const reference = [`${repository}:*`, goImage];
  for (const { RepoTags = [] } of await engine.listImages({ filters: { reference } })) {
    for (const tag of RepoTags) await engine.getImage(tag).remove({ force: true });
  }
});

const pulumi = (command: string, ...flags: string[]) =>
  project.pulumi(command, "--stack", "dev", ...flags);

test("BuiltCaddyImage builds the image that the entry point runs, once", async () => {
  await project.pulumi("stack", "select", "--create", "dev");
  const first = await pulumi("preview");
  await program({ modules: MODULES, directive: "ecko" });
  const refused = await pulumi("up", "--yes", "--skip-preview");
  const filters = { publish: [`${project.httpsPort}`] };
  const proxies = await engine.listContainers({ all: true, filters });
  await program({ modules: MODULES });
  const up = await pulumi("up", "--yes", "--skip-preview");
  expect(up.output).not.toMatch(/error/);
  const replies = [];
  for (let request = 0; request < 7; request += 1) {
    replies.push(await visit({ port: project.httpsPort, host: LIMITED }));
  }
  const reply = await untilServed({ port: project.httpsPort, host: "built.localhost" });
  const preview = await pulumi("preview", "--expect-no-changes");
  const { output: reference } = await pulumi("stack", "output", "reference");
  const { Config: image } = await engine.getImage(reference.trim()).inspect();

  expect(first.output).toContain("are known once it is built");
  // Once the image is built, a directive that it lacks is found before there is a proxy.
  expect(refused.output).toContain(UNKNOWN_DIRECTIVE);
  expect(refused.code).not.toBe(0);
  expect(proxies).toEqual([]);
  expect(preview.output).not.toContain("are known once it is built");
  expect([up.code, preview.code, reply.body]).toEqual([0, 0, "built here"]);
  expect(reference.startsWith(`${repository}:`)).toBe(true);
  expect(image).toMatchObject({
    Entrypoint: ["/bin/caddy"],
    Cmd: ["docker-proxy"],
    ExposedPorts: { "80/tcp": {}, "443/tcp": {}, "443/udp": {}, "2019/tcp": {} },
  });
  // A rate limit counts none of the probes of the update.
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
  const [wait] = replies.slice(-1).map(({ headers }) => Number(headers["retry-after"]));
  expect(wait).toBeGreaterThan(30);
  expect(wait).toBeLessThanOrEqual(61);
});

test("a client can't pass a rate limit as a probe", async () => {
  const passes = [[""], ["0"], ["*"], ["{file./config/gatehouse-probe}"], ["", "0"]];
  const statuses = async () => {
    const sent = passes.map((pass) => {
      const headers = { "X-Gatehouse-Probe": pass } as unknown as Record<string, string>;
      return visit({ port: project.httpsPort, host: LIMITED, headers });
    });
    return (await Promise.all(sent)).map(({ status }) => status);
  };
  const proxy = (await pulumi("stack", "output", "proxy")).output.trim();
  const [file, own] = [
    "/config/gatehouse-probe",
    await readFile(engine, proxy, "/config/gatehouse-probe"),
  ];
  const withOwn = await visit({
    port: project.httpsPort,
    host: LIMITED,
    headers: { "X-Gatehouse-Probe": own ?? "" },
  });

  expect(withOwn.status).toBe(200);
  // The service does not learn it.
  expect(withOwn.body).toContain("X-Forwarded-Proto: https");
  expect(withOwn.body).not.toContain("X-Gatehouse-Probe");
  expect(await statuses()).toEqual(passes.map(() => 429));
  // An empty file has the effect of a missing one.
  await writeFiles(engine, proxy, "/config", { "gatehouse-probe": "" });
  expect(await readFile(engine, proxy, file)).toBe("");
  expect(await statuses()).toEqual(passes.map(() => 429));
});

test("a module's list of trusted proxies tells logs, rate limits and services who the client is", async () => {
  const headers = { "X-Forwarded-For": "192.0.2.7" };
  const port = project.httpsPort;
  const { status, body } = await visit({ port, host: LIMITED, headers });
  await untilServed({ port, host: KEPT, path: "/from", headers });
  const proxy = (await pulumi("stack", "output", "proxy")).output.trim();
  const logged = async () =>
    (await logLines(engine, proxy)).flatMap(({ text }) => {
      const { request } = Object(entryOf(text)?.fields);
      return request?.uri === "/from" ? [request.client_ip] : [];
    });

  // The limit of the client that has sent too many is another's.
  expect(status).toBe(200);
  expect(body).toMatch(/^X-Forwarded-For: 192\.0\.2\.7, \d/m);
  await expect.poll(logged).toContain("192.0.2.7");
});

test("a module without a builder works, by directive()", async () => {
  const { output: proxy } = await pulumi("stack", "output", "proxy");
  const { NetworkSettings: network } = await engine.getContainer(proxy.trim()).inspect();
  const host = network.Networks[project.network]?.IPAddress;
  const socket = connect({ host, port: ECHO_PORT });
  socket.end("through layer 4");

  expect(await text(socket)).toBe("through layer 4");
});

describe("a change that is refused", () => {
  const update = async (
    change: { modules?: string[]; directive?: string },
    ...command: string[]
  ) => {
    await program({ modules: MODULES, ...change });
    const [name = "", ...flags] = command;
    const outcome = await pulumi(name, ...flags);
    await program({ modules: MODULES });
    return outcome;
  };

  test("is a directive that the image lacks, in the preview", async () => {
    const { code, output } = await update({ directive: "ecko" }, "preview");

    expect(code).not.toBe(0);
    expect(output).toContain(UNKNOWN_DIRECTIVE);
  });

  test("is a module that can't be had, in the update, and the proxy keeps serving", async () => {
    const load = startLoad({ port: project.httpsPort, host: OTHER });
    const { code, output } = await update({ modules: [MISSING] }, "up", "--yes", "--skip-preview");
    const { failed } = await load.stop();

    expect(code).not.toBe(0);
    expect(output).toContain(`module ${MISSING} can't be had. Check its path and its version,`);
    expect(output).toMatch(/Go said:\n\s+go: /);
    expect(failed).toEqual([]);
  });
});

test("a stack's file has the image built", async () => {
  const build = { modules: MODULES, repository, goImage };
  const proxy = { ...(project.config.proxy as object), build };
  project.write("main.cjs", checkout);
  project.configure({ ...project.config, proxy }, "file");
  await project.pulumi("stack", "select", "--create", "file");
  const { code, output } = await project.pulumi("preview", "--stack", "file");
  await program({ modules: MODULES });

  expect([code, output]).toEqual([0, expect.stringMatching(/BuiltImage\s+caddy-build\s+create/)]);
});

describe("a service with a cache, compression, logs and retries, behind a proxy of 128 MB", () => {
  const GB = 1_000_000_000;
  const KEYS = 1_000;
  const AT_ONCE = 50;
  const port = () => project.httpsPort;
  const kept = () => ({ port: port(), host: KEPT });
  const ask = (path: string, headers = {}) => visit({ ...kept(), path, headers });

  beforeAll(async () => {
    for (const host of [KEPT, OTHER]) await untilCertified(port(), host);
  });

  async function restarts() {
    const { output: name } = await pulumi("stack", "output", "proxy");
    const proxy = engine.getContainer(name.trim());
    const { RestartCount, State } = await proxy.inspect();
    const { memory_stats: memory } = await proxy.stats({ stream: false });
    console.log(`the proxy used at most ${memory.max_usage ?? memory.usage} bytes of memory`);
    return { restarts: RestartCount, killed: State.OOMKilled, running: State.Running };
  }

  /** Responses of 1 MB, the longest that the cache stores, each with a key of its own. */
  async function fill() {
    for (let first = 0; first < KEYS; first += AT_ONCE) {
      const numbers = Array.from({ length: AT_ONCE }, (_, index) => first + index);
      const path = (number: number) => `/file?size=1048576&number=${number}`;
      const all = await Promise.all(numbers.map((number) => download(kept(), path(number))));
      expect(all.map(({ status, bytes }) => [status, bytes])).toEqual(
        numbers.map(() => [200, 1048576]),
      );
    }
  }

  test("loses no request of another service during large, slow and endless bodies", async () => {
    const load = startLoad({ port: port(), host: OTHER });
    const slow = ask("/?wait=11s");
    const headers = { "Accept-Encoding": "gzip" };
    const events = [{}, { headers }].map((options) =>
      download(kept(), "/events", { ...options, until: 12_000 }),
    );
    const whole = await download(kept(), `/file?size=${GB}`);
    const unknown = await download(kept(), `/file?size=${GB}&chunked`);
    const sent = await upload(kept(), "/", GB / 100_000);
    await fill();
    const { status: slowStatus, duration } = await slow;
    const streams = await Promise.all(events);
    const { failed, requests } = await load.stop();

    expect(failed).toEqual([]);
    expect(requests).toBeGreaterThan(100);
    expect([whole, unknown]).toMatchObject([
      { status: 200, bytes: GB },
      { status: 200, bytes: GB },
    ]);
    expect([sent.status, sent.body]).toEqual([
      200,
      expect.stringMatching(/ POST \/ 1000000000\n$/),
    ]);
    expect(streams.map(({ encoding }) => encoding)).toEqual([undefined, "gzip"]);
    for (const { status, bytes, firstByte } of streams) {
      expect(status).toBe(200);
      expect(firstByte).toBeLessThan(5_000);
      expect(bytes).toBeGreaterThan(100 * "data: 0\n\n".length);
    }
    expect(slowStatus).toBe(200);
    expect(duration).toBeGreaterThanOrEqual(11_000);
    expect(await restarts()).toEqual({ restarts: 0, killed: false, running: true });
  });

  test("serves small answers from the cache, and passes ranges and upgrades by it", async () => {
    const path = "/file?size=100";
    const first = await ask(path);
    const second = await ask(path);
    const range = await ask(path, { Range: "bytes=24-27" });
    const socket = await openSocket(kept());
    const echo = await socket.echo("hello");
    socket.close();

    expect(first.headers["cache-status"]).toMatch(/^Souin; fwd=uri-miss; stored/);
    expect(second.headers["cache-status"]).toMatch(/^Souin; hit/);
    expect(second.body).toBe(first.body);
    expect(range.status).toBe(206);
    expect(range.body).toBe("yzab");
    expect(range.headers["cache-status"]).toBe("Souin; fwd=bypass; detail=RANGE");
    expect(echo).toBe("hello");
  });
});
