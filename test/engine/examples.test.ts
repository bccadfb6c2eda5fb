import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask as askRoute } from "../../components/docker/routes/probe";
import { resolveTypedHost } from "../../components/provider/resolve";
import { mayBuildImages } from "./support/debian";
import { ask, deployed, leavesNothing, nameIn, packedOnce, servedAt, up } from "./support/deployed";
import { docker, engine, removeAll } from "./support/docker";
import type { Example } from "./support/example";
import { type Host, startHost } from "./support/host";
import { postgresImage } from "./support/postgres";

/* Installs the examples of routes from the packed tarball, deploys each, sends it requests and destroys it. */

const packed = packedOnce();

describe("the tarball", () => {
  test("contains compiled files, documents and files to build images, but no sources and tests", () => {
    const folders = new Set(
      packed.workplace.files.map((file) => file.split("/").slice(0, 3).join("/")),
    );

    expect([...folders].filter((file) => !file.startsWith("package/dist/"))).toEqual([
      "package/CHANGELOG.md",
      "package/LICENSE",
      "package/README.md",
      "package/docs/labels",
      "package/docs/monitoring",
      "package/docs/schemas",
      "package/experiments/dead-service.yaml",
      "package/experiments/flapping.yaml",
      "package/experiments/lost-data.yaml",
      "package/experiments/phone-3g.yaml",
      "package/experiments/random-storm.yaml",
      "package/experiments/resets.yaml",
      "package/experiments/slow-dependency.yaml",
      "package/exports/gatehouse.js",
      "package/exports/index.js",
      "package/exports/labels.js",
      "package/exports/late.js",
      "package/exports/providers.js",
      "package/exports/start-up.js",
      "package/exports/typescript.js",
      "package/package.json",
      "package/portal/icon.svg",
      "package/portal/portal.css",
      "package/portal/portal.js",
      "package/toolchain/caddy",
      "package/toolchain/compose-spec.json",
    ]);
    expect(
      packed.workplace.files.filter((file) => /^package\/dist\/.*(?<!\.js|\.d\.ts)$/.test(file)),
    ).toEqual([]);
  });
});

describe("whoami", () => {
  const the = deployed(packed, "whoami", ({ images }) => ({ image: images.whoami }));

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
  const the = deployed(packed, "shop", ({ images }) => ({
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
  const the = deployed(packed, "existing-network", async ({ images, network }) => {
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
  const the = deployed(packed, "blue-green", (example) => ({
    ...images(example),
    greenWeight: 20,
  }));

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
  // Hooks run in reverse order: the example is removed first.
  afterAll(() => there.stop());
  const the = deployed(packed, "two-hosts", async ({ images: { caddy = "", whoami = "" } }) => {
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

describe("the template", () => {
  const compiled = async ({ node }: Example) =>
    (await node("node_modules/typescript/bin/tsc", "-p", ".")).output;

  describe("whoami", () => {
    const settings = ({ images }: Example) => ({ image: images.whoami });
    const the = deployed(packed, "whoami", settings, "generate");

    test("compiles, and answers through the entry point", async () => {
      expect(await compiled(the.example)).toBe("");
      expect((await servedAt(the.example, "whoami.localhost")).body).toContain("whoami.localhost");
    });

    leavesNothing(the, () => []);
  });

  describe("site", () => {
    const the = deployed(packed, "site", () => ({}), "generate");

    test("has the project's name and description, and nothing that only pulumi new reads", () => {
      const { dir, id } = the.example;
      const text = readFileSync(join(dir, "Pulumi.yaml"), "utf8");

      expect(text).toMatch(new RegExp(`^name: site-${id}\ndescription: A site\\.\n`));
      expect(text).not.toMatch(/^template:/m);
      expect(JSON.parse(readFileSync(join(dir, "package.json"), "utf8")).name).toBe(`site-${id}`);
    });

    test("compiles, and serves its page", async () => {
      expect(await compiled(the.example)).toBe("");
      expect((await servedAt(the.example, "site.localhost")).body).toContain(
        `<h1>site-${the.example.id}</h1>\n    <p>A site.</p>`,
      );
    });

    leavesNothing(the, () => []);
  });

  describe.runIf(mayBuildImages())("shop", () => {
    const password = "canary-4c9a";
    const volume = () => `shop-${the.example.id}-dev-db-data`;
    const the = {} as { example: Example };

    beforeAll(async () => {
      the.example = await packed.workplace.generate("shop");
      const { images, pulumi } = the.example;
      await pulumi("stack", "init", "dev");
      the.example.configure({ postgresImage: await postgresImage(), shopImage: images.whoami });
      await pulumi("config", "set", "--secret", "dbPassword", password, "--stack", "dev");
      await up(the.example);
    });

    afterAll(() => removeAll(the.example.id));

    test("compiles, and answers with its database behind it", async () => {
      const { output } = await the.example.pulumi("stack", "output", "database", "--json");
      const [name = ""] = JSON.parse(output);
      const client = ["psql", "-h", "127.0.0.1", "-U", "postgres", "-tAc", "select 6 * 7"];

      expect(await compiled(the.example)).toBe("");
      expect((await servedAt(the.example, "shop.localhost")).body).toContain("shop.localhost");
      expect(await docker("exec", "--env", `PGPASSWORD=${password}`, name, ...client)).toBe("42");
    });

    leavesNothing(the, () => [`volume ${volume()}`]);
  });
});
