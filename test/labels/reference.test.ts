import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { DIRECTIVES } from "../../components/labels/directives/registry";
import { evaluate, goldenCases } from "./golden-files";
import { reference, unheaded } from "./reference";

const FOLDER = resolve(__dirname, "../../docs/labels");

test.each(Object.entries(reference()))(
  "docs/labels/%s is what the golden cases say",
  async (file, text) => {
    await expect(text).toMatchFileSnapshot(join(FOLDER, file));
  },
);

test("docs/labels has no other file", () => {
  expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(reference()).sort());
});

test("every family of golden cases has its page", () => {
  expect(unheaded()).toEqual([]);
});

test("every directive has a golden case", () => {
  const routings = goldenCases().map((golden) => ({ ...evaluate(golden), global: [] }));
  const seen = JSON.stringify(routings);

  expect(Object.keys(DIRECTIVES).filter((name) => !seen.includes(`"name":"${name}"`))).toEqual([]);
});
