import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { images } from "../../components/declare/images";
import { allBlocks, blocksIn, placeOf } from "../docs/blocks/block";
import { printed } from "../docs/blocks/in-engine";
import { OUTPUTS } from "../docs/blocks/outputs";
import { Treatment, TYPED, TYPED_FIRST, treatmentOf, WALKED } from "../docs/blocks/treatment";
import { type Host, startHost } from "./support/host";
import { createProject, type Project, repository } from "./support/project";
import { unknownIn } from "./support/usage";
import { expectPrinted, startWalk, type Walk } from "./support/walk";

/*
 * What the documents print, typed in a clean checkout on a Docker host of its own, with the names and ports of
 * the documents. The tests depend on their order.
 */
let host: Host;
let project: Project;
let walk: Walk;

beforeAll(async () => {
  project = await createProject();
  for (const file of ["Pulumi.yaml", "Pulumi.dev.yaml"]) {
    project.write(file, readFileSync(join(repository, file), "utf8"));
  }
  const built = Object.entries(project.images);
  host = await startHost({ images: built.map(([, name]) => name) });
  // As a pull would bring them, by the names in the documents.
  for (const [role, name] of built) {
    const [repository = "", tag] = images[role as keyof typeof images].split(/[:@]/);
    for (const each of [`${repository}:${tag}`, repository]) await host.docker("tag", name, each);
  }
  walk = startWalk(host, project);
});

afterAll(async () => {
  await host.stop();
  rmSync(project.dir, { recursive: true, force: true });
});

const course = WALKED.flatMap(blocksIn).filter(
  ({ text }) => !Object.keys(OUTPUTS).some((words) => text.startsWith(words)),
);
const end = course.findIndex(({ text }) => text.startsWith("npm run teardown"));

test("docs/course.md does by hand, and declared, what it prints", async () => {
  for (const block of course.slice(0, end)) await walk.step(block);
});

describe("a stack as committed", () => {
  test("starts with the printed output", () => {
    const output = walk.outputs.get("npm run quickstart") ?? "";

    for (const text of printed("Deploying stack dev.")) expectPrinted(text, output);
  });

  test.each(TYPED)("gets the command %s", async (words) => {
    const typed = allBlocks().filter(({ text }) => text.startsWith(words));
    const settings = project.read("Pulumi.dev.yaml");
    for (const { text } of typed) expect(await walk.type(text)).toMatchObject({ code: 0 });
    project.write("Pulumi.dev.yaml", settings);

    expect(typed).not.toEqual([]);
  });

  test("routes a container that a person started by hand", async () => {
    const curl = "curl --silent --insecure --retry 20 --retry-all-errors https://other.localhost";
    const { output } = await walk.type(curl);

    expect(output).toContain("Host: other.localhost");
    expect(project.read("root.crt")).toMatch(/^-----BEGIN CERTIFICATE-----/);
  });

  test("previews another host with its routes and its Caddyfile", async () => {
    const settings = project.read("Pulumi.dev.yaml");
    const more = "      - whoami.localhost\n      - who.localhost\n";
    project.write("Pulumi.dev.yaml", settings.replace("      - whoami.localhost\n", more));
    const { output } = await walk.type("npm run pulumi -- preview --diff");
    project.write("Pulumi.dev.yaml", settings);

    for (const text of printed("+-docker:index/container:Container: (replace)")) {
      expectPrinted(text, output);
    }
  });
});

test("docs/course.md takes down what it started", async () => {
  await walk.type("docker rm --force $(docker ps --quiet --filter label=caddy=other.localhost)");
  for (const block of course.slice(end)) await walk.step(block);

  expect(await host.docker("ps", "--all", "--quiet")).toBe("");
  expect(await host.docker("network", "ls", "--quiet", "--filter", "type=custom")).toBe("");
});

describe("a Docker host without containers", () => {
  const typed = allBlocks().filter(({ text }) => text.startsWith(TYPED_FIRST));

  test.each(typed)("gets the commands at $document:$line", async ({ text }) => {
    expect(await walk.type(text)).toMatchObject({ code: 0 });
    const [, name] = /--label caddy=(\S+)/.exec(text) ?? [];
    const curl = `curl --silent --insecure --retry 20 --retry-all-errors https://${name}`;
    const { output } = await walk.type(curl);

    expect(output).toContain(`Host: ${name}`);
    await walk.type("docker rm --force $(docker ps --quiet)\ndocker network rm proxy_net");
  });
});

test("each other command that a document prints exists, with its flags", async () => {
  const known = allBlocks().filter((block) => treatmentOf(block) === Treatment.Known);
  const unknown = known.map(async (block) =>
    (await unknownIn(block.text, project)).map((words) => `${placeOf(block)}: ${words}`),
  );

  expect((await Promise.all(unknown)).flat()).toEqual([]);
});

test.each([
  ["npx gatehouse imprt compose.yaml", "npx gatehouse imprt compose.yaml"],
  ["npm run pulumi -- stack output --shwo", "npm run pulumi --shwo"],
  ["docker run --netwrok proxy_net whoami", "docker --netwrok"],
])("a command that does not exist would be noticed: %s", async (command, unknown) => {
  expect(await unknownIn(command, project)).toEqual([unknown]);
});
