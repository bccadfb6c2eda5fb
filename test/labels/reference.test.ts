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

/** Caddy's directives that have a grammar and no builder. */
const BY_NAME_ONLY = [
  "acme_server",
  "copy_response_headers",
  "fs",
  "intercept",
  "log_level",
  "push",
];

test("every directive has a golden case, or is known by its name only", () => {
  const routings = goldenCases().map((golden) => ({ ...evaluate(golden), global: [] }));
  const seen = JSON.stringify(routings);
  const unseen = Object.keys(DIRECTIVES).filter((name) => !seen.includes(`"name":"${name}"`));

  expect(unseen.sort()).toEqual(BY_NAME_ONLY);
});
