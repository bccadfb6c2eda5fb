import { resolve } from "node:path";
import { expect, test } from "vitest";
import { DIRECTIVES } from "../../components/labels/directives/registry";
import { evaluate, goldenCases } from "./golden-files";
import { reference, unheaded } from "./reference";

test("docs/labels.md is what the golden cases say", async () => {
  await expect(reference()).toMatchFileSnapshot(resolve(__dirname, "../../docs/labels.md"));
});

test("every family of golden cases has its table", () => {
  expect(unheaded()).toEqual([]);
});

test("every directive has a golden case", () => {
  const routings = goldenCases().map((golden) => ({ ...evaluate(golden), global: [] }));
  const seen = JSON.stringify(routings);

  expect(Object.keys(DIRECTIVES).filter((name) => !seen.includes(`"name":"${name}"`))).toEqual([]);
});
