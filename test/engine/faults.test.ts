import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Toxiproxy } from "toxiproxy-node-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Toxic } from "../../components";
import type { ProxyState } from "../../components/toxics/api";
import { toxiproxyApi } from "../../components/toxics/client";
import { docker, engine } from "./support/docker";
import { type Reply, visit } from "./support/http";
import { createProgram, type ProgramProject } from "./support/program";
import type { Outcome } from "./support/project";
import { serviceImage } from "./support/service";
import { openStream } from "./support/streams";

/*
 * Faults on a real server: what clients notice at the entry point, and how Pulumi changes proxies and toxics.
 * The tests of a block depend on their order.
 */

const KINDS: Readonly<Record<string, Toxic>> = {
  latency: { latency: { latency: "400ms" } },
  bandwidth: { bandwidth: { rate: "100KB/s" }, stream: "upstream" },
  slower: { slowClose: { delay: "300ms" } },
  lost: { timeout: { timeout: "300ms" } },
  reset: { resetPeer: {} },
  sliced: { slicer: { averageSize: "16B", sizeVariation: "8B", delay: "1ms" } },
  limited: { limitData: { bytes: "40B" } },
};

let project: ProgramProject;
let image: string;

/** The parts of the program that the tests change. */
interface Variables {
  toxics?: Toxic[];
  down?: boolean;
  faults?: boolean;
  kinds?: boolean;
  /** A path that the tests add later. */
  late?: Toxic[];
  serverName?: string;
  environment?: Record<string, string>;
}

/** Writes the program: a service with these faults, and a path for each kind of toxic to it. */
function declare(variables: Variables = {}) {
  const { toxics = [], down = false, faults = true, kinds = true, environment = {} } = variables;
  const { late, serverName } = variables;
  const { network, labelPrefix, httpPort, httpsPort, apiPort, images } = project;
  const proxy = { image: { reference: images.caddy }, labelPrefix, httpPort, httpsPort };
  const server = { image: images.toxiproxy, apiPort, containerName: serverName };
  const shop = { image, port: 8080, hosts: ["shop.localhost"], environment };
  const sites = `labels.site("fresh.localhost", labels.reverseProxy({
    to: labels.upstreams(8080), transport: { keepalive: "off" },
  }))`;
  project.program(
    `const { CaddyProxy, labels, ProxiedService, ProxyNetwork, ToxicPath, Toxiproxy } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: ${JSON.stringify(network)} });
     const entry = new CaddyProxy("caddy", { network, ...${JSON.stringify(proxy)} });
     const through = new Toxiproxy("toxiproxy", { entry, ...${JSON.stringify(server)} });
     const faults = ${faults} ? { through, ...${JSON.stringify({ toxics, down })} } : undefined;
     const shop = new ProxiedService("shop", {
       entry, faults, sites: [${sites}], ...${JSON.stringify(shop)},
     });
     const path = (name, toxics) =>
       new ToxicPath(name, { through, upstream: shop.upstream, hosts: [name + ".localhost"], toxics });
     for (const [name, toxic] of Object.entries(${JSON.stringify(kinds ? KINDS : {})})) {
       path(name, [toxic]);
     }
     if (${kinds}) path("plain", []);
     const late = ${JSON.stringify(late ?? null)};
     if (late) path("late", late);
     return { server: through.api };`,
  );
}

const ask = (host: string, more: { path?: string; body?: string } = {}): Promise<Reply> =>
  visit({ port: project.httpsPort, host, method: more.body ? "POST" : "GET", ...more });

const api = () => toxiproxyApi({ host: "127.0.0.1", port: project.apiPort });

/** The service's proxy on the server. */
async function shopProxy(): Promise<ProxyState> {
  const found = await api().proxy("shop");
  if (found === undefined) throw new Error("the server has no proxy named shop");
  return found;
}

async function up(): Promise<string> {
  const { code, output } = await project.up();
  if (code !== 0) throw new Error(output);
  return output;
}

beforeAll(async () => {
  image = (await serviceImage()).v1;
  project = await createProgram();
  declare();
  await up();
});

afterAll(() => project.remove());

/** The longest of five requests without a toxic, in milliseconds. */
async function control(more: { body?: string } = {}): Promise<number> {
  const times = [];
  for (let request = 0; request < 5; request++) {
    times.push((await ask("plain.localhost", more)).duration);
  }
  return Math.max(...times);
}

/** For `expect.poll`: one of several requests is not delayed by a busy machine. */
const durationOf = async (host: string, more: { body?: string } = {}) =>
  (await ask(host, more)).duration;

describe("what clients notice at the entry point", () => {
  test("latency: at least the declared time, at most that of a plain request more", async () => {
    const margin = await control();
    const { status, duration } = await ask("latency.localhost");

    expect(status).toBe(200);
    expect(duration).toBeGreaterThanOrEqual(400);
    await expect.poll(() => durationOf("latency.localhost")).toBeLessThan(400 + margin + 250);
  });

  test("bandwidth: a body takes the time of its declared rate", async () => {
    const body = "x".repeat(100_000);
    const plain = await control({ body });
    const { status, duration } = await ask("bandwidth.localhost", { body });

    expect(status).toBe(200);
    expect(duration).toBeGreaterThanOrEqual(900);
    const again = () => durationOf("bandwidth.localhost", { body });
    await expect.poll(again).toBeLessThan(1_000 + plain + 500);
  });

  test("slices: the answer is whole", async () => {
    expect((await ask("sliced.localhost")).body).toMatch(/^v1 \w+ GET \/ 0\n$/);
  });

  test("a slow close: the answer is whole", async () => {
    expect((await ask("slower.localhost")).body).toMatch(/^v1 \w+ GET \/ 0\n$/);
  });

  test.each(["lost", "reset", "limited"])("%s: the proxy gets no answer", async (host) => {
    expect((await ask(`${host}.localhost`)).status).toBe(502);
  });

  test("lost: not before its time", async () => {
    expect((await ask("lost.localhost")).duration).toBeGreaterThanOrEqual(300);
  });
});

describe("the faults of a service", () => {
  test("without a toxic are a path through Toxiproxy that changes nothing", async () => {
    expect((await ask("shop.localhost")).body).toMatch(/^v1 /);
    expect(await shopProxy()).toMatchObject({ enabled: true, toxics: [] });
  });

  test("appear in the preview with their values, and cut no connection when they begin", async () => {
    const stream = await openStream({ port: project.httpsPort, host: "plain.localhost" });
    declare({ toxics: [{ latency: { latency: "200ms" } }] });
    await up();
    declare({ toxics: [{ latency: { latency: "400ms" } }] });
    const preview = await project.ownPulumi(["preview", "--diff"]);
    const output = await up();

    expect(preview.output).toMatch(/latency: 200 => 400/);
    // The toxic, and the component whose arguments contain it.
    expect(preview.output).toMatch(/~ 2 to update\n/);
    expect(output).toMatch(/~ 2 updated\n/);
    expect((await ask("shop.localhost")).duration).toBeGreaterThanOrEqual(400);
    expect(await stream.goesOn()).toBe(true);
    stream.close();
  });

  test("affect their share of the connections, three in ten", async () => {
    declare({ toxics: [{ resetPeer: {}, toxicity: 0.3 }] });
    await up();
    const statuses = [];
    for (let request = 0; request < 300; request++) {
      statuses.push((await ask("fresh.localhost", { body: "not tried again" })).status);
    }
    const hit = statuses.filter((status) => status === 502).length;

    // 90 of 300, plus or minus four standard deviations.
    expect(hit).toBeGreaterThan(58);
    expect(hit).toBeLessThan(122);
    expect(statuses.filter((status) => status === 200)).toHaveLength(300 - hit);
  });

  test("with down refuse all connections", async () => {
    declare({ down: true });
    await up();

    expect((await shopProxy()).enabled).toBe(false);
    expect((await ask("shop.localhost", { body: "not tried again" })).status).toBe(502);
  });

  test("apply from the first connection of a path", async () => {
    declare({ down: true, late: [{ latency: { latency: "400ms" } }] });
    const updated = project.up();
    let over = false;
    updated.finally(() => {
      over = true;
    });
    const times: number[] = [];
    while (!over) {
      const reply = await ask("late.localhost").catch(() => undefined);
      if (reply?.status === 200) times.push(reply.duration);
    }
    const last = await ask("late.localhost");

    expect((await updated).code).toBe(0);
    expect(Math.min(...times, last.duration)).toBeGreaterThanOrEqual(400);
  });

  test("follow the service to its new container", async () => {
    declare({ toxics: [{ latency: { latency: "100ms" } }], environment: { RELEASE: "2" } });
    await up();

    expect((await ask("shop.localhost")).body).toMatch(/^v1 /);
    expect((await project.previewNoChanges()).output).not.toMatch(/to (create|update|replace)/);
  });
});

describe("changes by hand to the server", () => {
  let declared: unknown;
  /** The result of a preview that expects no changes. */
  let preview: Outcome;

  /** Previews after a change by hand, then runs `up`, which must revert it. */
  async function revert(): Promise<void> {
    preview = await project.previewNoChanges();
    await up();
    expect(preview.code).not.toBe(0);
    expect(await api().proxies()).toEqual(declared);
  }

  const restart = async () => {
    const [found] = await engine.listContainers({ filters: { publish: [`${project.apiPort}`] } });
    await engine.getContainer(found?.Id ?? "").restart();
  };

  beforeAll(async () => {
    declared = await api().proxies();
  });

  test("toxics edited and removed, proxies disabled and removed: the preview shows all, up reverts them", async () => {
    await api().patchToxic("shop", {
      ...{ name: "latency_downstream", type: "latency", stream: "downstream", toxicity: 0.5 },
      attributes: { latency: 7, jitter: 0 },
    });
    await api().removeToxic("bandwidth", "bandwidth_upstream");
    await api().patchProxy("lost", { enabled: false });
    await api().deleteProxy("sliced");
    await revert();

    expect(preview.output).toMatch(/gatehouse:Toxic +shop-latency_downstream +update/);
    expect(preview.output).toMatch(
      /gatehouse:Toxic +bandwidth-bandwidth_upstream +update +\[diff: \+drift\]/,
    );
    expect(preview.output).toMatch(/gatehouse:ToxicProxy +lost +update/);
    expect(preview.output).toMatch(/gatehouse:ToxicProxy +sliced +update/);
  });

  test("a reset of everything: the preview shows it, up reverts it", async () => {
    await fetch(`http://127.0.0.1:${project.apiPort}/reset`, { method: "POST" });
    await revert();
  });

  test("a restart leaves every service its path, and up restores the toxics", async () => {
    await restart();
    const status = async () => (await ask("shop.localhost")).status;

    await expect.poll(status).toBe(200);
    expect(await shopProxy()).toMatchObject({ enabled: true, toxics: [] });
    await revert();
    expect((await project.previewNoChanges()).code).toBe(0);
  });
});

describe("other clients of the server", () => {
  test("Shopify's client for Node sees the same state", async () => {
    const client = new Toxiproxy(`http://127.0.0.1:${project.apiPort}`);
    const proxy = await client.get("shop");
    const toxic = (await proxy.getToxic("latency_downstream")).toJson();
    const { name, listen, upstream, enabled } = proxy;

    expect({ name, listen, upstream, enabled, toxics: [toxic] }).toEqual(await shopProxy());
  });

  test("its own CLI sees the same state", async () => {
    const [found] = await engine.listContainers({ filters: { publish: [`${project.apiPort}`] } });
    const cli = ["exec", found?.Id ?? "", "/toxiproxy-cli", "--host", "http://toxiproxy-api:8474"];
    const inspected = await docker(...cli, "inspect", "shop");

    expect(inspected).toMatch(
      /^latency_downstream\ttype=latency.*stream=downstream.*toxicity=1\.00/,
    );
    expect(inspected).toMatch(/latency=100/);
  });
});

test("a replaced server gets the proxies and toxics of the old one", async () => {
  const before = await shopProxy();
  const faults = { toxics: [{ latency: { latency: "100ms" } }], environment: { RELEASE: "2" } };
  declare({ ...faults, serverName: `toxiproxy-${project.id}` });
  await up();

  expect(await docker("inspect", `toxiproxy-${project.id}`, "--format", "{{.State.Status}}")).toBe(
    "running",
  );
  expect(await shopProxy()).toEqual(before);
  expect((await ask("latency.localhost")).duration).toBeGreaterThanOrEqual(400);
});

test("without faults a service's traffic bypasses Toxiproxy, and its proxy is gone", async () => {
  declare({ faults: false, kinds: false });
  await up();
  const [found] = await engine.listContainers({ filters: { publish: [`${project.apiPort}`] } });
  await promisify(execFile)("docker", ["stop", found?.Id ?? ""]);

  expect((await ask("shop.localhost")).body).toMatch(/^v1 /);
});
