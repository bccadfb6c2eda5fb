import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { logLines } from "../../components/docker/containers/output";
import { docker, engine } from "./support/docker";
import { visit } from "./support/http";
import { createProgram, type ProgramProject } from "./support/program";
import { COLLECTOR_PORT, rsyslogImage } from "./support/rsyslog";

/* Access logs in a file with rotation, and at Debian's rsyslog over UDP and TCP. The tests depend on their order. */

const HOST = "shop.localhost";
let project: ProgramProject;
let image: string;
let caddy: string;
let collector: string;

/** Writes the program: a service with a log of each kind, and maybe the collector. */
function declare({ collected }: { collected: boolean }) {
  const { id, network, labelPrefix, httpPort, httpsPort, images } = project;
  const proxy = { image: { reference: images.caddy }, labelPrefix, httpPort, httpsPort };
  const address = `collector.dev.gatehouse-${id}:${COLLECTOR_PORT}`;
  const routes = [
    { path: "/udp/*", accessLog: { collector: { address: `udp/${address}` } } },
    { path: "/tcp/*", accessLog: { collector: { address: `tcp/${address}`, mayBlock: true } } },
    {
      path: "/file/*",
      accessLog: { file: { path: "/data/logs/shop.log", rollSize: "1MB", rollKeep: 2 } },
    },
  ];
  project.program(
    `const { CaddyProxy, ProxiedService, ProxyNetwork, Service } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: "${network}" });
     const entry = new CaddyProxy("caddy", { network, ...${JSON.stringify(proxy)} });
     const collector = ${collected} && new Service("collector", {
       image: "${image}", port: ${COLLECTOR_PORT}, networks: [{ network }],
     });
     new ProxiedService("shop", {
       entry, image: "${images.whoami}", port: 80, hosts: ["${HOST}"], routes: ${JSON.stringify(routes)},
     });
     return { caddy: entry.containerName, collector: collector && collector.containerNames[0] };`,
  );
}

async function up(): Promise<void> {
  const { code, output } = await project.up();
  if (code !== 0) throw new Error(output);
}

const stackOutput = async (name: string) =>
  (await project.ownPulumi(["stack", "output", name])).output.trim();

const ask = (path: string, headers: Record<string, string> = {}) =>
  visit({ port: project.httpsPort, host: HOST, path, headers });

/** Sends requests, eight at a time, and returns the answers that are no 200, and the longest time. */
async function send(paths: readonly string[], headers: Record<string, string> = {}) {
  const rest = [...paths];
  const failed: string[] = [];
  let longest = 0;
  const client = async () => {
    for (let path = rest.pop(); path !== undefined; path = rest.pop()) {
      const { status, duration } = await ask(path, headers);
      if (status !== 200) failed.push(`${status} ${path}`);
      longest = Math.max(longest, duration);
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  return { failed, longest };
}

const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}/${index}`);

interface Entry {
  readonly logger: string;
  readonly status: number;
  readonly request: { readonly uri: string; readonly headers: Record<string, string[]> };
}

/** The entries of requests in a container's log. */
async function entriesIn(container: string): Promise<Entry[]> {
  const lines = await logLines(engine, container, {});
  return lines.flatMap(({ text }) =>
    text.startsWith("{") && text.includes('"http.log.access') ? [JSON.parse(text)] : [],
  );
}

const urisIn = async (container: string) =>
  (await entriesIn(container)).map(({ request }) => request.uri);

/** Sends requests until the collector has an entry of one; Caddy connects again after 10 s. */
async function untilCollected(prefix: string): Promise<void> {
  for (let number = 0; ; number++) {
    await ask(`${prefix}/${number}`);
    if ((await urisIn(collector)).some((uri) => uri.startsWith(prefix))) return;
    await new Promise((done) => setTimeout(done, 500));
  }
}

beforeAll(async () => {
  project = await createProgram();
  image = await rsyslogImage();
  declare({ collected: false });
  await up();
  caddy = await stackOutput("caddy");
});

afterAll(() => project.remove());

test("Caddy starts without its collector, answers, and writes the entries to its container's log", async () => {
  const sent = [...numbered("/udp/early", 20), ...numbered("/tcp/early", 20)];
  const { failed } = await send(sent);

  expect(failed).toEqual([]);
  expect(await urisIn(caddy)).toEqual(expect.arrayContaining(sent));
});

test("a collector gets the entries over UDP and TCP as soon as it is there, without cookies", async () => {
  declare({ collected: true });
  await up();
  collector = await stackOutput("collector");
  await Promise.all([untilCollected("/udp/there"), untilCollected("/tcp/there")]);
  await Promise.all(["/udp/one", "/tcp/one"].map((path) => ask(path, { Cookie: "a=secret" })));

  for (const path of ["/udp/one", "/tcp/one"]) {
    await expect
      .poll(async () => (await entriesIn(collector)).find(({ request }) => request.uri === path))
      .toMatchObject({ status: 200, request: { headers: { Cookie: ["REDACTED"] } } });
  }
});

test("no request waits for a collector that is gone, over UDP, and it gets entries again when it is back", async () => {
  await docker("kill", collector);
  const { failed, longest } = await send(numbered("/udp/gone", 400));

  expect(failed).toEqual([]);
  expect(longest).toBeLessThan(30_000);
  await docker("start", collector);
  await untilCollected("/udp/back");
});

test("no request waits for a collector that hangs, over UDP", async () => {
  await docker("pause", collector);
  const { failed, longest } = await send(numbered("/udp/hanging", 400), {
    "X-Filler": "x".repeat(8_000),
  });
  await docker("unpause", collector);

  expect(failed).toEqual([]);
  expect(longest).toBeLessThan(30_000);
});

test("a file rotates at its size, and as many old ones stay as are asked for", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-logs-"));
  const content = (name: string) => readFileSync(join(folder, "logs", name));
  const files = async () => {
    rmSync(join(folder, "logs"), { recursive: true, force: true });
    await docker("cp", `${caddy}:/data/logs`, folder);
    return readdirSync(join(folder, "logs"));
  };
  try {
    const { failed } = await send(numbered("/file", 560), { "X-Filler": "x".repeat(8_000) });
    expect(failed).toEqual([]);

    await expect
      .poll(files, { timeout: 10_000 })
      .toEqual([
        expect.stringMatching(/^shop-.*\.log\.gz$/),
        expect.stringMatching(/^shop-.*\.log\.gz$/),
        "shop.log",
      ]);
    const [, latest = ""] = await files();
    const lines = gunzipSync(content(latest)).toString().trim().split("\n");
    expect(content("shop.log").length).toBeLessThanOrEqual(1 << 20);
    expect(lines.map((line) => JSON.parse(line).request.uri)).toEqual(
      lines.map(() => expect.stringMatching(/^\/file\/\d+$/)),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
