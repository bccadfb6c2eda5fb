import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parseExperiment, readyMade } from "../../components/experiments";

const root = resolve(__dirname, "../..");
const text = readFileSync(join(root, "docs/resilience.md"), "utf8");
const names = readyMade(join(root, "experiments"));

/** The document's fenced blocks in a language. */
const blocks = (language: string) =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , body = ""]) => body);

describe("docs/resilience.md", () => {
  test("shows a valid experiment, and its first line of output", () => {
    const file = blocks("yaml").find((text) => text.startsWith("name: ")) ?? "";
    const { name, description } = parseExperiment(file, "bad-friday.yaml").experiment;

    expect(text).toContain(
      `\n$ npm run experiment -- ${name}.yaml\nExperiment ${name}: ${description}\n`,
    );
  });

  test("lists the ready-made experiments, and so does --help", () => {
    const [, section = ""] = /^### Ready-made experiments\n([\s\S]*?)^#/m.exec(text) ?? [];
    const listed = [...section.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, name]) => name);
    const args = ["toolchain/cli.mjs", "experiment", "--help"];
    const { stdout } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: "utf8",
    });
    const helped = /ready-made ones:\n\n {2}(.*)\n/.exec(stdout)?.[1]?.split(/ +/);

    expect(listed.sort()).toEqual(names);
    expect(helped?.sort()).toEqual(names);
  });
});
