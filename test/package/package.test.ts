import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const manifest = JSON.parse(read("package.json"));
const tarball = `gatehouse-${manifest.version}.tgz`;
const examples = readdirSync(join(root, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe("package.json", () => {
  test("exports only public entries, each with a source, and the paths that states name", () => {
    expect(Object.keys(manifest.exports)).toEqual([
      ...[".", "./labels", "./typescript", "./late"],
      ...["./providers", "./dist/*", "./monitoring/*", "./package.json"],
    ]);
    for (const { types, default: loaded } of [
      manifest.exports["."],
      manifest.exports["./labels"],
    ]) {
      const source = types.replace("./dist/", "components/").replace(/\.d\.ts$/, ".ts");
      expect([source, loaded].filter((file) => !existsSync(join(root, file)))).toEqual([]);
    }
  });

  test("requires Pulumi's packages by range, so that a program has one copy of each", () => {
    const versions = Object.entries<string>(manifest.dependencies).filter(([name]) =>
      name.startsWith("@pulumi/"),
    );

    expect(versions.filter(([, version]) => !version.startsWith("^"))).toEqual([]);
  });
});

describe.each(examples)("examples/%s", (name) => {
  test("depends on the tarball of this version, and on the same packages as all examples", () => {
    const { dependencies, devDependencies } = JSON.parse(read(`examples/${name}/package.json`));
    const whoami = JSON.parse(read("examples/whoami/package.json"));

    expect(dependencies).toEqual({
      "@pulumi/pulumi": manifest.dependencies["@pulumi/pulumi"],
      gatehouse: `file:../../${tarball}`,
    });
    expect(devDependencies).toEqual(whoami.devDependencies);
  });

  test("has the name of its folder, and is listed", () => {
    expect(read(`examples/${name}/Pulumi.yaml`)).toMatch(new RegExp(`^name: ${name}$`, "m"));
    expect(read("examples/README.md")).toContain(`[${name}](${name})`);
  });
});

test("docs/own-program.md names the tarball of this version", () => {
  expect(read("docs/own-program.md")).toContain(`npm install ../gatehouse/${tarball}`);
});
