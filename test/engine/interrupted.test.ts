import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unlessMissing } from "../../components/docker/host/engine";
import { printed } from "../docs/blocks/in-engine";
import { ENGINE, killIn, PLUGIN, PROGRAM, processesIn, ROUTES } from "./interrupted/processes";
import { HOST, KINDS, PASSWORD, type Variables, writeProgram } from "./interrupted/program";
import { mayBuildImages } from "./support/debian";
import { docker, engine, inventory } from "./support/docker";
import { visit } from "./support/http";
import { startLoad } from "./support/load";
import { postgresImage } from "./support/postgres";
import { createProgram, type ProgramProject } from "./support/program";
import type { Outcome } from "./support/project";
import { serviceImage } from "./support/service";

/* Updates that are killed, containers that somebody removes, and the update after them. */

let project: ProgramProject;
let image: string;
let release = 0;
const STACK = "gatehouse.stack";
/** How many containers the killed updates left, all of which the next ones removed. */
let removed = 0;

/** Writes the program with another release of each service. */
function declare(variables: Variables = {}) {
  release++;
  writeProgram(project, image, { release, ...variables });
}

const containers = () => engine.listContainers({ all: true });

/** Waits until a container is created whose name is like this. */
async function created(name: RegExp): Promise<void> {
  const ids = async () =>
    (await containers())
      .filter(({ Names: [found = ""] }) => found.includes(project.id) && name.test(found))
      .map(({ Id: id }) => id)
      .sort();
  const known = await ids();
  await expect.poll(ids, { interval: 20 }).not.toEqual(known);
}

/** The names of the services' containers that the state does not have. */
async function unknownContainers(): Promise<string[]> {
  const { output } = await project.ownPulumi(["stack", "export"]);
  return (await containers())
    .filter(({ Names: [name = ""], Id: id }) => isOfService(name) && !output.includes(id))
    .map(({ Names: [name = ""] }) => name.slice(1));
}

const isOfService = (name: string) => name.includes(project.id) && /^\/(shop|second)-/.test(name);

const upWithRefresh = () => project.ownPulumi(["up", "--yes", "--skip-preview", "--refresh"]);

/** The next update; once more with a refresh where a container is gone that the state has. */
async function next(): Promise<Outcome> {
  const up = await project.up();
  if (up.code === 0) return up;
  expect(up.output).toMatch(
    /Container db-\w+ \(\w{12}\) is gone from the Docker host .* --refresh/,
  );
  const again = await upWithRefresh();
  return { code: again.code, output: up.output + again.output };
}

/** What is on the Docker host, without the part of each name that each release has another of. */
async function things(): Promise<string[]> {
  const found = await inventory([project.id]);
  return found.map((thing) => thing.replace(/-([0-9a-f]{7,8}(-\d)?|[01])$/, "")).sort();
}

/** An update that works, after which there is what there was before, and no more to do. */
async function converges(up: Outcome, before: readonly string[]): Promise<void> {
  expect(up.code === 0 ? "" : up.output).toBe("");
  expect(await things()).toEqual(before);
  expect((await visit({ port: project.httpsPort, host: HOST })).status).toBe(200);
  expect((await project.previewNoChanges()).code).toBe(0);
}

/** Seconds in which the plug-ins of a killed engine end what they are doing. */
const REST = 1;

/** Waits until the provider of routes has ended by itself, and ends what outlives a killed engine. */
async function endRest(): Promise<void> {
  const routes = () => processesIn(project.dir).filter(({ command }) => ROUTES.test(command));
  await setTimeout(REST * 1_000);
  expect(routes()).toEqual([]);
  for (const { id } of processesIn(project.dir)) process.kill(id, "SIGKILL");
}

/** Does what docs/updates.md says of the state after a kill of the engine. */
async function unlockState(): Promise<void> {
  const stacks = join(project.dir, "own-state/.pulumi/stacks");
  for (const name of readdirSync(stacks, { recursive: true, encoding: "utf8" })) {
    const file = join(stacks, name);
    if (name.endsWith(".json.attrs") && statSync(file).size === 0) rmSync(file);
  }
  await project.ownPulumi(["cancel", "--yes", "--stack", "dev"]);
}

beforeAll(async () => {
  project = await createProgram();
  image = (await serviceImage()).v1;
  declare();
  expect((await project.up()).output).not.toContain("error:");
});

afterAll(() => project.remove());

describe("after a kill", () => {
  let before: string[];

  beforeAll(async () => {
    before = await things();
  });

  test.each([
    ["the engine, while a container is created", ENGINE, /^\/shop-/],
    ["the engine, while a database is created", ENGINE, /^\/db-/],
    ["the engine, while the route of a new service is made", ENGINE, /-second-\w+-route-/],
    ["the Docker plugin, while a container is created", PLUGIN, /^\/shop-/],
    ["the program, while a container is created", PROGRAM, /^\/shop-/],
    ["the provider of routes, while a route waits", ROUTES, /^\/shop-/],
  ])("of %s, the next update leaves nothing of it", async (_, victim, moment) => {
    const second = moment.test("-second-0-route-");
    declare({ boot: second ? "0s" : "3s", second });
    const seen = created(moment);
    const killed = project.up();
    const early = await Promise.race([seen, killed]);
    expect(early?.output).toBeUndefined();
    if (victim === ROUTES) await setTimeout(1_000);
    killIn(project.dir, victim);
    await killed;
    await endRest();
    if (victim === ENGINE) await unlockState();
    declare();

    const left = await unknownContainers();
    removed += left.length;
    const up = await next();

    for (const name of left) {
      const [text] = printed("Removed container shop-0ae29ba");
      expect(up.output).toContain(text.trimEnd().replace("shop-0ae29ba", name));
    }
    if (second) expect(up.output).toMatch(/Removed container \S+-second-\w+-route-\w+, which/);
    await converges(up, before);
  });

  test("some of those kills did leave a container", () => {
    expect(removed).toBeGreaterThan(0);
  });
});

/** What Docker says of a container that somebody removes before it starts, below Pulumi's name of it. */
const UNSTARTED = "Container \\(shop-\\w+\\):\\s+error: .* container is marked for removal";

/** The kinds of container that are removed: all at once, or one at a time. */
const REMOVALS: [string, string[]][] =
  process.env.REMOVALS === "each"
    ? Object.entries(KINDS).map(([kind, name]) => [kind, [name]])
    : [["a container of each kind", Object.values(KINDS)]];

describe.each(REMOVALS)("after somebody removed %s", (_, kinds) => {
  let before: string[];
  let stack: string | undefined;

  beforeAll(async () => {
    declare({ kinds: true });
    expect((await project.up()).output).not.toContain("error:");
    before = await things();
    const database = await engine.getContainer(`db-${project.id}`).inspect();
    stack = database.Config.Labels[STACK];
  });

  /**
   * Removes the containers; returns a pattern of the sentence for each, but for route-holders, which each `up`
   * restores.
   *
   * @param least how many there are: fewer while an update replaces one.
   */
  async function remove(least = kinds.length): Promise<string[]> {
    const listed = await containers();
    const own = listed.filter((each) => each.Labels[STACK] === stack);
    const victims = kinds.flatMap(
      (kind) => own.find(({ Names: [name = ""] }) => RegExp(kind).test(name.slice(1))) ?? [],
    );
    expect(victims.length).toBeGreaterThanOrEqual(least);
    for (const { Id: id } of victims) {
      await engine.getContainer(id).remove({ force: true }).catch(unlessMissing);
    }
    return victims
      .filter(({ Labels: labels }) => !("gatehouse.route" in labels))
      .map(
        ({ Id: id, Names: [name = ""] }) => `ontainer:? (${name.slice(1)} )?\\(?${id.slice(0, 12)}`,
      );
  }

  test("an update that changes nothing names it, and with a refresh creates it again", async () => {
    const sentences = await remove();

    const up = await project.up();

    expect(up.code === 0).toBe(sentences.length === 0);
    for (const sentence of sentences) expect(up.output).toMatch(RegExp(sentence));
    if (up.code !== 0) expect(up.output).toContain("with --refresh");
    await converges(up.code === 0 ? up : await upWithRefresh(), before);
  });

  // They take minutes, and run for one kind at a time: see REMOVALS.
  if (kinds.length === 1) {
    test("an update with a refresh that changes it replaces it", async () => {
      await remove();
      declare({ kinds: true });

      await converges(await upWithRefresh(), before);
    });

    test("an update that changes it names it", async () => {
      const sentences = await remove();
      declare({ kinds: true });

      const up = await project.up();

      for (const sentence of sentences) expect(up.output).toMatch(RegExp(sentence));
      await converges(up.code === 0 ? up : await upWithRefresh(), before);
    });
  }

  test("during an update, that one names it, and the next one with a refresh converges", async () => {
    // The proxy, Toxiproxy and the route-holders stay.
    declare({ kinds: true, boot: "2s", release });
    const seen = created(/^\/shop-/);
    const updating = project.up();
    await Promise.race([seen, updating]);
    const sentences = await remove(0);

    const up = await updating;

    if (up.code !== 0) expect(up.output).toMatch(RegExp([...sentences, UNSTARTED].join("|")));
    await converges(await upWithRefresh(), before);
  });
});

test("after somebody removed an old container during an update, the next one converges", async () => {
  declare();
  await project.up();
  const before = await things();
  const [old] = (await containers()).filter(({ Names: [name = ""] }) => isOfService(name));
  declare({ boot: "2s" });
  const seen = created(/^\/shop-/);
  const updating = project.up();
  await Promise.race([seen, updating]);
  await engine.getContainer(old?.Id ?? "").remove({ force: true });

  const failed = await updating;

  expect(failed.output).toMatch(RegExp(`No such container: ${old?.Id}`));
  await converges(await project.up(), before);
});

/** How many updates the database survives. */
const UPDATES = Number(process.env.UPDATES ?? 2);

describe.runIf(mayBuildImages())("the updates of a database", () => {
  const sql = (statement: string) => {
    const client = ["psql", "-h", "127.0.0.1", "-U", "postgres", "-tAc", statement];
    return docker("exec", "--env", `PGPASSWORD=${PASSWORD}`, `postgres-${project.id}`, ...client);
  };

  /** Two images, of one PostgreSQL. */
  async function releases(): Promise<string[]> {
    const first = await postgresImage();
    const second = `${first}-again`;
    const { code, output } = await project.run("sh", [
      "-c",
      `echo "FROM ${first}\nLABEL release=2" | DOCKER_BUILDKIT=0 docker build --quiet --tag ${second} -`,
    ]);
    expect(code === 0 ? "" : output).toBe("");
    return [first, second];
  }

  test("lose no row, and no request of a service beside it", async () => {
    const images = await releases();
    const deploy = async () => {
      release++;
      writeProgram(project, image, { release: 0, postgres: images[release % 2] });
      const { code, output } = await project.up();
      expect(code === 0 ? "" : output).toBe("");
    };
    await deploy();
    await sql("create table rows (number int)");
    const written: number[] = [];
    let done = false;
    const writing = (async () => {
      for (let number = 1; !done; number++) {
        const row = sql(`insert into rows values (${number})`);
        await row.then(
          () => written.push(number),
          () => setTimeout(100),
        );
      }
    })();
    const load = startLoad({ port: project.httpsPort, host: HOST });
    const began = Date.now();

    for (let update = 0; update < UPDATES; update++) await deploy();

    const took = Date.now() - began;
    const { requests, failed } = await load.stop();
    done = true;
    await writing;
    const found = new Set((await sql("select number from rows")).split("\n").map(Number));
    const lost = written.filter((number) => !found.has(number));
    console.log(
      `${UPDATES} updates in ${took / 1000} s: ${written.length} rows, ${lost.length} lost; ` +
        `${requests} requests, ${failed.length} lost`,
    );

    expect(written.length).toBeGreaterThan(UPDATES);
    expect({ lost, failed }).toEqual({ lost: [], failed: [] });
  });
});
