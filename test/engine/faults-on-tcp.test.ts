import { afterAll, beforeAll, expect, test } from "vitest";
import type { Toxic } from "../../components";
import { toxiproxyApi } from "../../components/toxics/client";
import { visit } from "./support/http";
import { createProgram, type ProgramProject } from "./support/program";
import { type Relay, relayTo } from "./support/relay";

/*
 * Faults with a Docker host on tcp, where Pulumi runs Toxiproxy's own CLI in its container. The tests depend
 * on their order; they read the server's state through HTTP, and make changes by hand through it.
 */

let relay: Relay;
let project: ProgramProject;

/** Writes a program: a path to a service with these toxics, and other paths, down or not, by name. */
function declare(toxics: Toxic[], others: Record<string, boolean>) {
  const { network, labelPrefix, httpPort, httpsPort, apiPort, images } = project;
  const proxy = { image: { reference: images.caddy }, labelPrefix, httpPort, httpsPort };
  project.program(
    `const { CaddyProxy, ProxiedService, ProxyNetwork, ToxicPath, Toxiproxy } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: ${JSON.stringify(network)} });
     const entry = new CaddyProxy("caddy", { network, ...${JSON.stringify(proxy)} });
     const server = ${JSON.stringify({ image: images.toxiproxy, apiPort })};
     const through = new Toxiproxy("toxiproxy", { entry, ...server });
     const shop = ${JSON.stringify({ image: images.whoami, port: 80, hosts: ["shop.localhost"] })};
     const { upstream } = new ProxiedService("shop", { entry, ...shop });
     const toxics = ${JSON.stringify(toxics)};
     new ToxicPath("slow", { through, upstream, hosts: ["slow.localhost"], toxics });
     for (const [name, down] of Object.entries(${JSON.stringify(others)})) {
       new ToxicPath(name, { through, upstream, toxics: toxics.slice(0, 1), down });
     }`,
  );
}

async function up(): Promise<string> {
  const { code, output } = await project.up();
  if (code !== 0) throw new Error(output);
  return output;
}

const api = () => toxiproxyApi({ host: "127.0.0.1", port: project.apiPort });
const ask = () => visit({ port: project.httpsPort, host: "slow.localhost" });

const latency: Toxic = { latency: { latency: "200ms" }, toxicity: 1 };
const limit: Toxic = { limitData: { bytes: "10MB" }, stream: "upstream", toxicity: 0.25 };

beforeAll(async () => {
  relay = await relayTo("/var/run/docker.sock");
  project = await createProgram();
  project.configure({ "docker:host": relay.url });
  declare([latency, limit], { door: true, gate: true });
  await up();
});

afterAll(async () => {
  await project.remove();
  relay.stop();
});

test("paths get their toxics, are open or down, and the next preview shows no change", async () => {
  const toxics = [
    {
      ...{ name: "limit_data_upstream", type: "limit_data", stream: "upstream", toxicity: 0.25 },
      attributes: { bytes: 10_000_000 },
    },
    {
      ...{ name: "latency_downstream", type: "latency", stream: "downstream", toxicity: 1 },
      attributes: { latency: 200, jitter: 0 },
    },
  ];

  expect(await api().proxies()).toMatchObject({
    slow: { enabled: true, listen: expect.stringMatching(/^\[::\]:/), toxics },
    door: { enabled: false, toxics: toxics.slice(1) },
    gate: { enabled: false, toxics: toxics.slice(1) },
  });
  expect((await ask()).duration).toBeGreaterThanOrEqual(200);
  expect((await project.previewNoChanges()).code).toBe(0);
});

test("an update changes, adds and removes toxics, opens a path and removes another", async () => {
  const slicer: Toxic = { slicer: { averageSize: "1KB" }, stream: "upstream" };
  declare([{ latency: { latency: "400ms" } }, slicer], { door: false });
  await up();

  const { door, ...rest } = await api().proxies();
  expect(Object.keys(rest)).toEqual(["slow"]);
  expect(door).toMatchObject({ enabled: true, listen: expect.stringMatching(/^\[::\]:/) });
  expect((await api().proxy("slow"))?.toxics.map(({ name }) => name)).toEqual([
    "slicer_upstream",
    "latency_downstream",
  ]);
  expect((await ask()).duration).toBeGreaterThanOrEqual(400);
});

test("the preview shows changes by hand, and up reverts them", async () => {
  const declared = await api().proxies();
  await api().removeToxic("slow", "slicer_upstream");
  await api().patchToxic("slow", {
    ...{ name: "latency_downstream", type: "latency", stream: "downstream", toxicity: 0.5 },
    attributes: { latency: 7, jitter: 0 },
  });
  await api().patchProxy("slow", { enabled: false });
  const preview = await project.previewNoChanges();
  await up();

  expect(preview.code).not.toBe(0);
  expect(preview.output).toMatch(/gatehouse:ToxicProxy +slow +update/);
  expect(preview.output).toMatch(/gatehouse:Toxic +slow-slicer_upstream +update/);
  expect(preview.output).toMatch(/gatehouse:Toxic +slow-latency_downstream +update/);
  expect(await api().proxies()).toEqual(declared);
});

test("the preview refuses a toxicity with more decimals than the CLI prints", async () => {
  declare([{ latency: { latency: "1s" }, toxicity: 0.125 }], { door: false });
  const { code, output } = await project.previewNoChanges();

  expect(code).not.toBe(0);
  expect(output).toContain(
    "the toxicity of latency_downstream must have at most two decimals on the Docker host " +
      `${relay.url}, got 0.125: there its own toxiproxy-cli reads toxics, and rounds to two ` +
      "decimals. Round it, or reach that host as ssh://<user>@127.0.0.1.",
  );
});
