import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const root = resolve(__dirname, "../..");
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gatehouse-typescript-"));
  mkdirSync(join(dir, "node_modules"));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Runs a program, index.ts, as main.cjs of docs/own-program.md does. */
function run(text: string) {
  writeFileSync(join(dir, "index.ts"), text);
  const main = `require(${JSON.stringify(join(root, "exports/typescript.js"))}); require("./index.ts");`;
  writeFileSync(join(dir, "main.cjs"), main);
  return spawnSync(process.execPath, ["main.cjs"], { cwd: dir, encoding: "utf8" });
}

const compiled = () => readdirSync(join(dir, "node_modules/.cache/gatehouse"));

test("a stack trace names the line of the TypeScript", () => {
  const { stderr } = run(`interface Shop {\n  name: string;\n}\n\nthrow new Error("closed");\n`);

  expect(stderr).toContain("Error: closed");
  expect(stderr).toContain(`${join(dir, "index.ts")}:5:7`);
});

test("a file is compiled once, and again when it has changed", () => {
  const answer = (value: number) => `const answer: number = ${value};\nconsole.log(answer);\n`;

  expect(run(answer(1)).stdout).toBe("1\n");
  expect(run(answer(1)).stdout).toBe("1\n");
  expect(compiled()).toHaveLength(1);
  expect(run(answer(2)).stdout).toBe("2\n");
  expect(compiled()).toHaveLength(2);
});

test("an ES module loads by import()", () => {
  writeFileSync(join(dir, "shop.mjs"), "export const name = 'shop';\n");

  expect(run(`void import("./shop.mjs").then(({ name }) => console.log(name));\n`).stdout).toBe(
    "shop\n",
  );
});
