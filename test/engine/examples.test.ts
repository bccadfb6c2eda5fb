import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask as askRoute } from "../../components/docker/probe";
import { resolveTypedHost } from "../../components/provider/resolve";
import { mayBuildImages } from "./support/debian";
import { docker, engine, inventory } from "./support/docker";
import { type Example, pack, type Workplace } from "./support/example";
import { type Host, startHost } from "./support/host";
import { type Reply, untilServed, visit } from "./support/http";
import { startLoad } from "./support/load";
import { postgresImage } from "./support/postgres";

/* Installs each example from the packed tarball, deploys it, sends it requests and destroys it. */

let packed: Workplace;

beforeAll(async () => {
  packed = await pack();
});

afterAll(() => packed.remove());

const UP = ["up", "--stack", "dev", "--yes", "--skip-preview"];

/** Deploys an example with these settings, and destroys it after its tests. */
function deployed(name: string, settings: (example: Example) => object | Promise<object>) {
  const the = {} as { example: Example };
  beforeAll(async () => {
    the.example = await packed.install(name);
    the.example.configure({ ...(await settings(the.example)) });
    await the.example.pulumi("stack", "init", "dev");
    const up = await the.example.pulumi(...UP);
    if (up.code !== 0) throw new Error(up.output);
  });
  afterAll(() => the.example.destroy());
  return the;
}

/** The last test of every example. */
function leavesNothing(the: { example: Example }, kept: (example: Example) => string[]) {
  test("previews no change, and is gone after destroy", async () => {
    const preview = await the.example.pulumi(
      ...["preview", "--stack", "dev", "--expect-no-changes"],
    );
    const destroyed = await the.example.destroy();

    expect(preview.output).toMatch(/\d+ unchanged/);
    expect([preview.code, destroyed.code]).toEqual([0, 0]);
    expect(await inventory([the.example.id])).toEqual(kept(the.example));
  });
}

const ask = ({ httpsPort: port }: Example, host: string, path = "/", headers = {}) =>
  visit({ port, host, path, headers });
const servedAt = ({ httpsPort: port }: Example, host: string, path = "/") =>
  untilServed({ port, host, path });
const nameIn = ({ body }: Reply) => /^Name: (\w+)/m.exec(body)?.[1];

describe("the tarball", () => {
  test("contains compiled files, documents and files to build images, but no sources and tests", () => {
    const folders = new Set(packed.files.map((file) => file.split("/").slice(0, 3).join("/")));

    expect([...folders].filter((file) => !file.startsWith("package/dist/"))).toEqual([
      "package/CHANGELOG.md",
      "package/LICENSE",
      "package/README.md",
      "package/docs/labels.md",
      "package/exports/index.js",
      "package/exports/labels.js",
      "package/exports/late.js",
      "package/exports/providers.js",
      "package/exports/start-up.js",
      "package/exports/typescript.js",
      "package/package.json",
      "package/toolchain/caddy",
    ]);
    expect(
      packed.files.filter((file) => /^package\/dist\/.*(?<!\.js|\.d\.ts)$/.test(file)),
    ).toEqual([]);
  });
});

describe("whoami", () => {
  const the = deployed("whoami", ({ images }) => ({ image: images.whoami }));

  test("answers through the entry point", async () => {
    const { body } = await servedAt(the.example, "whoami.localhost");

    expect(body).toContain("Host: whoami.localhost");
  });

  test.each([
    ["node16", []],
    ["bundler", ["--module", "es2022"]],
    // The settings of a program from `pulumi new`.
    [
      "node10",
      ["--module", "commonjs", "--esModuleInterop", "false", "--ignoreDeprecations", "6.0"],
    ],
  ])("has types for %s, strict and with the libraries checked", async (resolution, more) => {
    const flags = ["--moduleResolution", resolution, "--skipLibCheck", "false", ...more];
    const tsc = "node_modules/typescript/bin/tsc";
    const { output } = await the.example.node(tsc, "-p", ".", ...flags);

    expect(output).toBe("");
  });

  test("loads by its exported names, and by the paths in states of earlier packages", async () => {
    const names = ["gatehouse", "gatehouse/labels", "gatehouse/package.json"];
    const old: Record<string, string[]> = JSON.parse(
      readFileSync(join(__dirname, "../package/old-state.json"), "utf8"),
    );
    const program = [
      ...names.map((name) => `require("${name}");`),
      ...Object.entries(old).flatMap(([path, exported]) =>
        exported.map(
          (name) =>
            `if (!require("gatehouse/dist/${path}").${name}) throw Error("${path} ${name}");`,
        ),
      ),
    ];
    const required = await the.example.node("-e", program.join(""));
    const imports =
      'import { CaddyProxy } from "gatehouse"; import { site } from "gatehouse/labels";';
    const imported = await the.example.node("--input-type=module", "-e", imports);
    const deeper = await the.example.node("-e", 'require("gatehouse/components")');

    expect([required, imported]).toEqual([
      { code: 0, output: "" },
      { code: 0, output: "" },
    ]);
    expect(deeper.output).toContain("ERR_PACKAGE_PATH_NOT_EXPORTED");
  });

  leavesNothing(the, () => []);
});

describe("shop", () => {
  const the = deployed("shop", ({ images }) => ({
    apiImage: images.whoami,
    webImage: images.whoami,
  }));
  const shop = (path: string, headers = {}) => ask(the.example, "shop.localhost", path, headers);

  test("caches static files, and reports that in a header", async () => {
    const first = await servedAt(the.example, "shop.localhost", "/static/logo.svg");
    const second = await shop("/static/logo.svg");
    const other = await shop("/");

    expect(second.headers["cache-status"]).toMatch(/; hit/);
    expect(second.body).toBe(first.body);
    expect(other.headers["cache-status"]).toBeUndefined();
  });

  test("requires its generated password on the operators' path", async () => {
    const basic = (text: string) => ({ Authorization: `Basic ${btoa(text)}` });
    const output = (...flags: string[]) =>
      the.example.pulumi("stack", "output", "passwords", "--stack", "dev", "--json", ...flags);
    const shown = await output("--show-secrets");
    const { ops } = JSON.parse(shown.output);

    expect(ops).toMatch(/^[A-Za-z0-9]{32}$/);
    expect((await output()).output.trim()).toBe('"[secret]"');
    expect((await shop("/admin/")).status).toBe(401);
    expect((await shop("/admin/", basic("ops:guess"))).status).toBe(401);
    expect((await shop("/admin/", basic(`ops:${ops}`))).status).toBe(200);
  });

  test("refuses the request after a hundred to the API, and none elsewhere", async () => {
    await servedAt(the.example, "shop.localhost", "/api");
    const statuses = [];
    for (let request = 0; request < 110; request++) statuses.push((await shop("/api/")).status);
    const refused = await shop("/api/");

    expect(new Set(statuses.slice(0, 90))).toEqual(new Set([200]));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect((await shop("/")).status).toBe(200);
  });

  leavesNothing(the, () => []);
});

describe("existing-network", () => {
  const the = deployed("existing-network", async ({ images, network }) => {
    await docker("network", "create", network);
    return { image: images.whoami };
  });
  afterAll(() => engine.getNetwork(the.example.network).remove());

  test("answers on the existing network", async () => {
    const { body } = await servedAt(the.example, "adopted.localhost");

    expect(body).toContain("Host: adopted.localhost");
  });

  leavesNothing(the, ({ network }) => [`network ${network}`]);

  test("reports how to create a missing network", async () => {
    the.example.configure({ network: `missing_${the.example.id}` });
    const { code, output } = await the.example.pulumi("preview", "--stack", "dev");

    expect(code).not.toBe(0);
    expect(output).toContain(
      `Docker host unix:///var/run/docker.sock: there is no network "missing_${the.example.id}". ` +
        `Make it: docker network create missing_${the.example.id}`,
    );
  });
});

describe("blue-green", () => {
  const images = ({ images: { whoami } }: Example) => ({ blueImage: whoami, greenImage: whoami });
  const the = deployed("blue-green", (example) => ({ ...images(example), greenWeight: 20 }));

  test("shares requests by weight", async () => {
    await servedAt(the.example, "shop.localhost");
    const names = [];
    for (let request = 0; request < 100; request++) {
      names.push(nameIn(await ask(the.example, "shop.localhost")));
    }

    expect(names.filter((name) => name === "green")).toHaveLength(20);
    expect(names.filter((name) => name === "blue")).toHaveLength(80);
  });

  leavesNothing(the, () => []);
});

describe("two hosts", () => {
  let there: Host;
  // Hooks run in reverse order: the example is destroyed first.
  afterAll(() => there.stop());
  const the = deployed("two-hosts", async ({ images: { caddy = "", whoami = "" } }) => {
    there = await startHost({ ssh: true, images: [caddy, whoami] });
    return { image: whoami, there: sshOf(there) };
  });

  /** The second host, as the example's stack file names it. */
  function sshOf({ ssh }: Host) {
    if (ssh === undefined) throw new Error("the host has no ssh");
    const { url, ...access } = ssh;
    return { url, ssh: access };
  }

  test("serve their own service each, on their own loopback address", async () => {
    const { url, ssh } = sshOf(there);
    const { host } = resolveTypedHost("test", { url, ssh });
    const remote = (name: string) => ({
      url: `https://${name}:${the.example.httpsPort}/`,
      machine: "127.0.0.1",
      throughSsh: true,
    });

    expect((await servedAt(the.example, "here.localhost")).status).toBe(200);
    expect((await askRoute(host, remote("there.localhost"))).status).toBe(200);
    expect((await askRoute(host, remote("here.localhost"))).problem).toMatch(
      /alert internal error/,
    );
  });

  leavesNothing(the, () => []);

  test("leave nothing on the second host", async () => {
    expect(await there.docker("ps", "--all", "--quiet")).toBe("");
  });
});

/** How many updates the database survives. */
const UPDATES = Number(process.env.UPDATES ?? 2);
const PASSWORD = "canary-7d1f";

describe.runIf(mayBuildImages())("a shop with its database", () => {
  const the = {} as { example: Example };
  const volume = () => `database-${the.example.id}-dev-db-data`;

  /** Deploys a release of the shop and of its worker. */
  const deploy = async (release: number) => {
    const { example } = the;
    const images = { postgresImage: await postgresImage(), shopImage: example.images.whoami };
    example.configure({ ...images, release: String(release) });
    await example.pulumi("config", "set", "--secret", "dbPassword", PASSWORD, "--stack", "dev");
    const up = await example.pulumi(...UP);
    if (up.code !== 0) throw new Error(up.output);
  };

  beforeAll(async () => {
    the.example = await packed.install("database");
    await the.example.pulumi("stack", "init", "dev");
    await deploy(0);
  });

  afterAll(async () => {
    await the.example.destroy();
    await docker("volume", "rm", "--force", volume());
  });

  /** Asks the database, as a person would. */
  const sql = async (statement: string) => {
    const { output } = await the.example.pulumi("stack", "output", "database", "--json");
    const [name = ""] = JSON.parse(output);
    const client = ["psql", "-h", "127.0.0.1", "-U", "postgres", "-tAc", statement];
    return docker("exec", "--env", `PGPASSWORD=${PASSWORD}`, name, ...client);
  };

  test("answers, and its worker writes to the database", async () => {
    expect(nameIn(await servedAt(the.example, "shop.localhost"))).toBe("0");
    await expect.poll(() => sql("select count(*) > 0 from ticks")).toBe("t");
  });

  test("keeps each row over updates, and loses no request of the shop", async () => {
    await sql("create table updates (release text)");
    const load = startLoad({ port: the.example.httpsPort, host: "shop.localhost" });
    for (let update = 1; update <= UPDATES; update++) {
      await deploy(update);
      await sql(`insert into updates values ('${update}')`);
    }
    const { requests, failed } = await load.stop();
    console.log(`${UPDATES} updates, ${requests} requests, ${failed.length} lost`);

    expect(failed).toEqual([]);
    expect(await sql("select count(*) from updates")).toBe(String(UPDATES));
    await expect
      .poll(() => sql("select count(distinct release) from ticks"))
      .toBe(String(UPDATES + 1));
  });

  test("has its password in its file only", async () => {
    const things = await inventory([the.example.id]);
    const containers = things.filter((each) => each.startsWith("container"));
    const names = containers.map((each) => each.slice("container /".length));
    const inspected = await docker("inspect", ...names);
    const state = await the.example.pulumi("stack", "export");

    expect(inspected).not.toContain(PASSWORD);
    expect(state.output).not.toContain(PASSWORD);
  });

  leavesNothing(the, () => [`volume ${volume()}`]);
});
