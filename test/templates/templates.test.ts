import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { complaints } from "../docs/code";

const root = resolve(__dirname, "../..");
const folder = join(root, "templates");
const names = readdirSync(folder).filter((name) => name !== "create-gatehouse");
const json = (...file: string[]) => JSON.parse(readFileSync(join(...file), "utf8"));
/** The word that `pulumi new` fills in. */
const place = (name: string) => `$\{${name}}`;
const { version, dependencies } = json(root, "package.json");

describe.each(names)("templates/%s", (name) => {
  const text = (file: string) => readFileSync(join(folder, name, file), "utf8");

  test("has what pulumi new fills in, and the defaults that its program has", () => {
    const { template, ...project } = parse(text("Pulumi.yaml"));
    const used = [...text("index.ts").matchAll(/config\.\w+(?:<.*?>)?\("(\w+)"\)/g)].map(
      ([, key]) => key,
    );
    const defaults = Object.values<{ default?: string }>(template.config).flatMap(
      (each) => each.default ?? [],
    );

    expect(project).toMatchObject({ name: place("PROJECT"), description: place("DESCRIPTION") });
    expect(Object.keys(template.config).filter((key) => !used.includes(key))).toEqual([]);
    expect(defaults.filter((each) => !text("index.ts").includes(`?? "${each}"`))).toEqual([]);
    expect(used.filter((key) => !text("README.md").includes(`| \`${key}\` |`))).toEqual([]);
  });

  test("depends on the tarball of this version, and on what the examples depend on", () => {
    expect(json(folder, name, "package.json")).toEqual({
      ...json(root, "examples/whoami/package.json"),
      name: place("PROJECT"),
      dependencies: {
        "@pulumi/pulumi": dependencies["@pulumi/pulumi"],
        gatehouse: `file:gatehouse-${version}.tgz`,
      },
    });
  });
});

test("the programs of all templates compile", () => {
  const programs = names.map((name) => [
    `${name}.ts`,
    readFileSync(join(folder, name, "index.ts"), "utf8"),
  ]);

  expect(complaints(Object.fromEntries(programs))).toEqual({});
});

/** npm, which on Windows is a script. */
const npm = (dir: string, ...args: string[]) =>
  execFileSync("npm", args, {
    cwd: dir,
    encoding: "utf8",
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "ignore"],
  });

describe("npm create, from its tarball", () => {
  let dir: string;
  let script: string;
  const create = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      cwd: dir,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "gatehouse-create-"));
    // Packing writes the templates into the folder of the package: pack a copy.
    cpSync(folder, join(dir, "templates"), { recursive: true });
    const [packed] = JSON.parse(
      npm(join(dir, "templates/create-gatehouse"), "pack", "--json", "--pack-destination", dir),
    );
    execFileSync("tar", ["-xzf", packed.filename], { cwd: dir });
    script = join(dir, "package/create.mjs");
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test.each(names)("makes a program of the template %s", (name) => {
    const folderOf = `my-${name}`;
    const { status, stdout, stderr } = create(
      folderOf,
      "--template",
      name,
      "--package",
      "file:../g.tgz",
    );
    const made = join(dir, folderOf);
    const files = readdirSync(made, { recursive: true, encoding: "utf8" }).sort();
    const texts = files
      .map((file) => join(made, file))
      .filter((file) => !existsSync(join(file, ".")))
      .map((file) => readFileSync(file, "utf8"));
    const project = parse(readFileSync(join(made, "Pulumi.yaml"), "utf8"));

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain(
      `cd ${folderOf}\n  npm install\n  pulumi stack init dev\n  pulumi up\n`,
    );
    expect(files).toEqual(
      readdirSync(join(folder, name), { recursive: true, encoding: "utf8" })
        .filter((file) => !file.endsWith(".tgz"))
        .sort(),
    );
    expect(texts.filter((text) => text.includes(place("").slice(0, 2)))).toEqual([]);
    expect(project).toMatchObject({ name: folderOf, description: expect.stringMatching(/^A /) });
    expect(project).not.toHaveProperty("template");
    expect(json(made, "package.json")).toMatchObject({
      name: folderOf,
      dependencies: { gatehouse: "file:../g.tgz" },
    });
    expect(readFileSync(join(made, ".gitignore"), "utf8")).toBe(
      readFileSync(join(folder, name, ".gitignore"), "utf8"),
    );
  });

  test("installs the published package by default", () => {
    create("plain");

    expect(json(dir, "plain/package.json").dependencies.gatehouse).toBe(
      `npm:pulumi-gatehouse@^${version}`,
    );
    expect(json(dir, "package/package.json").version).toBe(version);
  });

  test.each([
    [[], "needs the name of one new folder."],
    [["a", "b"], "needs the name of one new folder."],
    [["x y"], '"x y" is no name of a project: letters, digits, "-", "_" and "." only.'],
    [["package"], "package is there already, and not empty."],
    [["a", "--template", "blog"], 'there is no template "blog". They are shop, site, whoami.'],
    [["a", "--tmplate", "shop"], "Unknown option '--tmplate'."],
  ])("refuses %j and writes nothing", (args, message) => {
    const before = readdirSync(dir);
    const { status, stderr } = create(...args);

    expect(stderr).toContain(`create-pulumi-gatehouse: ${message}`);
    expect(status).toBe(2);
    expect(readdirSync(dir)).toEqual(before);
  });

  test("--help has an example and the exit codes", () => {
    const { status, stdout } = create("--help");

    expect(status).toBe(0);
    expect(stdout).toContain("Example: npm create pulumi-gatehouse my-shop -- --template shop");
    expect(stdout).toContain("Exit codes: 0 ");
  });
});
