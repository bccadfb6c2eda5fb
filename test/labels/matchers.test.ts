import { afterAll, beforeAll, expect, test } from "vitest";
import { type Directive, type Routing, when } from "../../components/labels";
import { DIRECTIVES } from "../../components/labels/directives/registry";
import { renderUnchecked } from "../../components/labels/render/render";
import { evaluate, goldenCases, isSelfContained } from "./golden-files";
import { Oracle } from "./oracle";

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start();
});
afterAll(() => oracle.stop());

/** One example of each directive, from the golden cases. */
const examples = new Map<string, { routing: Routing; example: Directive }>();
for (const golden of goldenCases().filter(isSelfContained)) {
  const routing = evaluate(golden);
  for (const example of (routing.sites ?? []).flatMap(({ directives }) => directives)) {
    examples.set(example.name, { routing, example });
  }
}
const matched = [...examples].filter(([name]) => DIRECTIVES[name]?.matcher === "any");

test.each(matched)("%s takes a matcher, as the checks say", async (_, { routing, example }) => {
  const directive = when({ method: ["PURGE"] }, example);
  const sites = [{ addresses: ["a.localhost"], directives: [directive] }];
  const labels = renderUnchecked({ ...routing, sites });
  const { json, adaptError } = await oracle.generate([{ labels, ips: ["10.0.0.1"] }]);

  expect(adaptError).toBeUndefined();
  expect(JSON.stringify(json)).toContain('"match":[{"method":["PURGE"]}]');
});

test.each(matched)("%s is for every request without one", async (_, { routing, example }) => {
  const sites = [{ addresses: ["a.localhost"], directives: [example] }];
  const labels = renderUnchecked({ ...routing, sites });
  const { json } = await oracle.generate([{ labels, ips: ["10.0.0.1"] }]);

  expect(JSON.stringify(json)).toContain('"a.localhost"');
});
