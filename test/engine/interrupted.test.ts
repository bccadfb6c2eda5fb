import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { engine, inventory } from "./support/docker";
import { visit } from "./support/http";
import { createProgram, type ProgramProject } from "./support/program";
import type { Outcome } from "./support/project";
import { serviceImage } from "./support/service";

/* Updates that are killed, and the update after them, which leaves nothing of the killed one. */

const HOST = "shop.localhost";
let project: ProgramProject;
let image: string;
let release = 0;
let before: string[];
/** How many containers the killed updates left, all of which the next ones removed. */
let removed = 0;

/** Writes the program with another release of the shop and of its database. */
function declare({ boot = "0s" } = {}) {
  release++;
  const { network, labelPrefix, httpPort, httpsPort } = project;
  const proxy = { image: { reference: project.images.caddy }, labelPrefix, httpPort, httpsPort };
  project.program(
    `const { CaddyProxy, PrivateNetwork, ProxiedService, ProxyNetwork, Service } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: "${network}" });
     const entry = new CaddyProxy("caddy", { network, ...${JSON.stringify(proxy)} });
     const backend = new PrivateNetwork("backend");
     const environment = { RELEASE: "${release}", BOOT: "${boot}" };
     new Service("db", {
       image: "${image}", environment, networks: [{ network: backend }], containerName: "db-${project.id}",
       volumes: [{ source: "data", target: "/data" }],
     });
     new ProxiedService("shop-${project.id}", {
       entry, image: "${image}", port: 8080, hosts: ["${HOST}"], environment, readyTimeout: 600, drain: 0,
       secrets: { token: { content: "${release}" } },
     });`,
  );
}

/** The processes of the project, by their command lines. */
function processes(): { id: number; command: string }[] {
  return readdirSync("/proc").flatMap((name) => {
    try {
      if (!/^\d+$/.test(name) || readlinkSync(`/proc/${name}/cwd`) !== project.dir) return [];
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
      return [{ id: Number(name), command }];
    } catch {
      return [];
    }
  });
}

function kill(victim: RegExp): void {
  const found = processes().filter(({ command }) => victim.test(command));
  expect(found).not.toEqual([]);
  for (const { id } of found) process.kill(id, "SIGKILL");
}

/** The victims: Pulumi's engine, its Docker plugin, the program, and the provider of routes. */
const ENGINE = /\/bin\/pulumi up/;
const PLUGIN = /pulumi-resource-docker/;
const PROGRAM = /pulumi-language-nodejs|nodejs\/run|cmd\/run/;
const ROUTES = /dynamic-provider/;

/** Waits until a container of the project is created whose name begins so. */
async function created(name: string): Promise<void> {
  const ids = async () =>
    (await engine.listContainers({ all: true, filters: { name: [`^/${name}${project.id}`] } }))
      .map(({ Id: id }) => id)
      .sort();
  const known = await ids();
  await expect.poll(ids, { interval: 20 }).not.toEqual(known);
}

/** The names of the shop's containers that the state does not have. */
async function unknownShops(): Promise<string[]> {
  const { output } = await project.ownPulumi(["stack", "export"]);
  const found = await engine.listContainers({
    all: true,
    filters: { name: [`^/shop-${project.id}`] },
  });
  return found
    .filter(({ Id: id }) => !output.includes(id))
    .map(({ Names: [name = ""] }) => name.slice(1));
}

/** The next update; once more with a refresh where a container is gone that the state has. */
async function next(): Promise<Outcome> {
  const up = await project.up();
  if (up.code === 0) return up;
  expect(up.output).toMatch(
    /Container db-\w+ \(\w{12}\) is gone from the Docker host .* --refresh/,
  );
  const again = await project.ownPulumi(["up", "--yes", "--skip-preview", "--refresh"]);
  return { code: again.code, output: up.output + again.output };
}

/** Seconds in which the providers of a killed engine end what they are doing. */
const REST = 1;

beforeAll(async () => {
  project = await createProgram();
  image = (await serviceImage()).v1;
  declare();
  expect((await project.up()).output).not.toContain("error:");
  before = (await inventory([project.id])).map(kind);
});

afterAll(() => project.remove());

/** A thing without the part of its name that each release has another of. */
const kind = (thing: string) => thing.replace(/-[0-9a-f]{7,8}(-\d)?$/, "");

test.each([
  ["the engine, while a container is created", ENGINE, "shop-"],
  ["the engine, while a database is created", ENGINE, "db-"],
  ["the Docker plugin, while a container is created", PLUGIN, "shop-"],
  ["the program, while a container is created", PROGRAM, "shop-"],
  ["the provider of routes, while a route waits", ROUTES, "shop-"],
])("after a kill of %s, the next update leaves nothing of it", async (_, victim, moment) => {
  declare({ boot: "3s" });
  const seen = created(moment);
  const killed = project.up();
  const early = await Promise.race([seen, killed]);
  expect(early?.output).toBeUndefined();
  if (victim === ROUTES) await setTimeout(1_000);
  kill(victim);
  await killed;
  await setTimeout(REST * 1_000);
  // The providers and the host of the program outlive a killed engine.
  for (const { id } of processes()) process.kill(id, "SIGKILL");
  if (victim === ENGINE) await project.ownPulumi(["cancel", "--yes", "--stack", "dev"]);
  declare();

  const left = await unknownShops();
  removed += left.length;
  const up = await next();

  expect(up.code === 0 ? "" : up.output).toBe("");
  for (const name of left) {
    expect(up.output).toContain(`Removed container ${name}, which an interrupted update had left`);
  }
  expect((await inventory([project.id])).map(kind)).toEqual(before);
  expect((await visit({ port: project.httpsPort, host: HOST })).status).toBe(200);
  expect((await project.previewNoChanges()).code).toBe(0);
});

test("some of those kills did leave a container", () => {
  expect(removed).toBeGreaterThan(0);
});
