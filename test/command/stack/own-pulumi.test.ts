import { chmodSync, mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { findOwnPulumi } from "../../../components/command/stack/own-pulumi";
import { folder } from "../console";

const { dir, write } = folder();
const PATH = process.env.PATH;
afterEach(() => {
  process.env.PATH = PATH;
});

/** A Pulumi that writes its arguments, and ends with 3. */
const FAKE = `console.log(process.argv.slice(2).join(" ")); console.error("note"); process.exitCode = 3;`;

describe("the Pulumi of a program of one's own", () => {
  it("is the one of the project's packages, also in a folder below", async () => {
    const project = dirname(write("packaged/Pulumi.yaml", "name: shop\n"));
    write("packaged/node_modules/pulumi/package.json", "{}");
    write("packaged/node_modules/pulumi/run.js", FAKE);
    const below = join(project, "src/shop");
    mkdirSync(below, { recursive: true });
    const pulumi = await findOwnPulumi(below);

    expect(pulumi).toMatchObject({ shown: "npx pulumi", projectDir: project });
    expect(await pulumi.capture(["stack", "ls", "a b"])).toEqual({
      code: 3,
      stdout: "stack ls a b\n",
      stderr: "note\n",
    });
    expect(await pulumi.run(["stack"], "stderr")).toBe(3);
  });

  it("is else the one on PATH", async () => {
    const pulumi = await findOwnPulumi(dirname(write("bare/Pulumi.yml", "name: shop\n")));
    const script = write("bin/fake.js", FAKE);
    const windows = process.platform === "win32";
    write(
      windows ? "bin/pulumi.cmd" : "bin/pulumi",
      windows ? `@node "${script}" %*\r\n` : `#!/bin/sh\nexec node "${script}" "$@"\n`,
    );
    chmodSync(join(dir, windows ? "bin/pulumi.cmd" : "bin/pulumi"), 0o755);
    process.env.PATH = `${join(dir, "bin")}${delimiter}${PATH}`;

    expect(pulumi.shown).toBe("pulumi");
    expect(await pulumi.capture(["up"])).toMatchObject({ code: 3, stdout: "up\n" });
  });

  it("is missing where there is neither", async () => {
    const pulumi = await findOwnPulumi(dirname(write("none/Pulumi.json", "{}")));
    process.env.PATH = join(dir, "none");

    await expect(pulumi.capture(["up"])).rejects.toThrow(
      "Pulumi's CLI is neither a package of this project nor on PATH.\nAdd it: npm install --save-dev pulumi",
    );
    await expect(pulumi.run(["up"])).rejects.toThrow("Pulumi's CLI is neither");
  });

  it("needs a project", async () => {
    await expect(findOwnPulumi(dir)).rejects.toThrow(
      `${dir}: neither this folder nor one above it has a Pulumi.yaml.\nRun the command in the folder of your Pulumi program.`,
    );
  });
});
