import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { printed } from "../docs/blocks/in-engine";
import { type Bucket, createBucket } from "./support/bucket";
import { engine } from "./support/docker";
import { createProgram, type ProgramProject } from "./support/program";
import { cleanEnvironment, execute, type Outcome } from "./support/project";
import { SECRETS } from "./support/secrets";

const CANARY = "canary-5d41402abc4b";
/** All secret settings. */
const SETTINGS = SECRETS.map((place) => place.join(".").replace("*", "api_key"));

let bucket: Bucket;
let project: ProgramProject;
/** Two checkouts of one project, as on two people's machines, or one person's and CI's. */
let here: string;
let there: string;
let gate: string;

beforeAll(async () => {
  bucket = await createBucket();
  project = await createProgram();
  here = project.dir;
  gate = join(here, "go");
  write(here, { hosts: ["shop.localhost"] });
  project.configure({}, "prod");
  await pulumi(here, "stack", "init", "prod");
  const secrets = [...SETTINGS, "token"].flatMap((key) => [
    "--secret",
    `gatehouse:${key}=${CANARY}`,
  ]);
  await prod(here, "config", "set-all", "--path", ...secrets);
  there = mkdtempSync(join(tmpdir(), "gatehouse-clone-"));
  cpSync(here, there, { recursive: true, verbatimSymlinks: true });
});

afterAll(async () => {
  writeFileSync(gate, "");
  rmSync(there, { recursive: true, force: true });
  await project.remove();
  await bucket.remove();
});

/** Runs `npm run pulumi -- …` in a checkout, with access to the bucket. */
const pulumi = (dir: string, ...args: string[]): Promise<Outcome> =>
  execute("node", ["toolchain/pulumi.mjs", ...args], dir, {
    ...cleanEnvironment(),
    ...bucket.env,
    PULUMI_CONFIG_PASSPHRASE: "shared",
  });

const prod = (dir: string, ...args: string[]) => pulumi(dir, ...args, "--stack", "prod");

/** Writes the program: an entry point and a service, which wait until the test opens the gate. */
function write(dir: string, { hosts = ["shop.localhost"], network = project.network }): void {
  const { httpPort, httpsPort, images } = project;
  const { caddy, whoami } = images;
  writeFileSync(
    join(dir, "main.cjs"),
    `const { existsSync } = require("node:fs");
const { Config } = require("@pulumi/pulumi");
const { CaddyProxy, ProxiedService, ProxyNetwork } = require("gatehouse");

module.exports = async () => {
  while (!existsSync(${JSON.stringify(gate)})) await new Promise((done) => setTimeout(done, 50));
  const token = new Config("gatehouse").requireSecret("token");
  const network = new ProxyNetwork("net", { networkName: "${network}", protect: true });
  const entry = new CaddyProxy("caddy", {
    network,
    image: { reference: "${caddy}" },
    httpPort: ${httpPort},
    httpsPort: ${httpsPort},
    protect: true,
  });
  new ProxiedService("shop", {
    entry,
    image: "${whoami}",
    port: 80,
    hosts: ${JSON.stringify(hosts)},
    environment: { TOKEN: token },
  });
  return { token };
};
`,
  );
}

/** The containers on the stack's network. */
async function running(): Promise<string[]> {
  const filters = { network: [project.network] };
  return (await engine.listContainers({ filters })).map(({ Id }) => Id).sort();
}

describe("a state in an S3 bucket", () => {
  test("is locked during an update of the stack", async () => {
    const first = prod(here, "up", "--yes", "--skip-preview");
    while (!bucket.paths().some((path) => path.startsWith(".pulumi/locks/"))) await sleep(50);
    const second = await prod(there, "up", "--yes", "--skip-preview");
    writeFileSync(gate, "");

    expect(second.code).not.toBe(0);
    const [message] = printed("error: the stack is currently locked by");
    expect(second.output).toContain(message.trimEnd());
    expect(await first).toMatchObject({ code: 0 });
  });

  test("is the same for every checkout", async () => {
    const preview = await prod(there, "preview", "--expect-no-changes");

    expect(preview).toMatchObject({ code: 0 });
    expect(await running()).toHaveLength(2);
  });

  test("has secrets as ciphertext, and the stack file has their salt", async () => {
    const output = await prod(there, "stack", "output", "token");
    const shown = await prod(there, "stack", "output", "token", "--show-secrets");
    const file = project.read("Pulumi.prod.yaml");

    expect([output.output.trim(), shown.output.trim()]).toEqual(["[secret]", CANARY]);
    expect(bucket.paths()).toContain(`.pulumi/stacks/gatehouse-${project.id}/prod.json`);
    expect(bucket.text()).not.toContain(CANARY);
    expect(file).not.toContain(CANARY);
    expect(file.match(/secure: v1:/g)).toHaveLength(SETTINGS.length + 1);
    expect(file).toMatch(/^encryptionsalt: v1:/m);
  });

  test("leaves nothing of the stack in the checkout", () => {
    expect(existsSync(join(here, ".gatehouse/state"))).toBe(false);
    expect(existsSync(join(here, ".gatehouse/passphrase"))).toBe(false);
  });
});

describe("a saved plan", () => {
  const plan = () => join(there, "plan.json");
  const save = (dir: string) => prod(dir, "preview", "--save-plan", plan());
  const apply = (dir: string) => prod(dir, "up", "--yes", "--plan", plan());

  test("refuses a program that changed after the preview, and changes nothing", async () => {
    const before = await running();
    write(there, { hosts: ["shop.localhost", "shop2.localhost"] });
    const saved = await save(there);
    const text = readFileSync(plan(), "utf8");
    write(there, { hosts: ["shop.localhost", "shop3.localhost"] });
    const refused = await apply(there);

    expect(saved).toMatchObject({ code: 0 });
    expect(text).not.toContain(CANARY);
    expect(refused.code).not.toBe(0);
    expect(refused.output).toMatch(
      /error: resource \S+ProxiedService::shop violates plan: .+shop3/,
    );
    expect(await running()).toEqual(before);
  });

  test("does what the preview showed, in another checkout, too", async () => {
    write(here, { hosts: ["shop.localhost", "shop2.localhost"] });

    expect(await apply(here)).toMatchObject({ code: 0 });
    expect(await running()).toHaveLength(2);
  });

  test("refuses a host that changed after the preview", async () => {
    await save(here);
    const [container = ""] = await running();
    await engine.getContainer(container).remove({ force: true });
    const before = await running();
    const refused = await apply(here);

    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain(
      `container ${container.slice(0, 12)} is gone from the Docker host`,
    );
    expect(await running()).toEqual(before);
  });
});

describe("protection", () => {
  test("refuses another name for the network in the preview", async () => {
    write(here, { network: `${project.network}_2` });
    const refused = await prod(here, "preview");

    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("as it is currently marked for protection");
  });

  test("refuses to destroy the stack before it deletes anything", async () => {
    const before = await running();
    const refused = await prod(here, "destroy", "--yes");

    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("because it is protected");
    expect(await running()).toEqual(before);
  });

  test("ends with unprotect; the stack can then be destroyed and removed from the bucket", async () => {
    const unprotected = await prod(here, "state", "unprotect", "--all", "--yes");
    const destroyed = await prod(here, "destroy", "--yes", "--skip-preview", "--refresh");
    const removed = await pulumi(here, "stack", "rm", "prod", "--yes");

    expect([unprotected.code, destroyed.code, removed.code]).toEqual([0, 0, 0]);
    expect(bucket.paths()).not.toContain(`.pulumi/stacks/gatehouse-${project.id}/prod.json`);
  });
});
