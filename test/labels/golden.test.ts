import { afterAll, beforeAll, expect, test } from "vitest";
import { caddyfileOf, parseLabels } from "../../components/labels";
import { containerOf, contents, evaluate, goldenCases, isSelfContained } from "./golden-files";
import { Oracle } from "./oracle";

const cases = goldenCases();
const selfContained = cases.filter(isSelfContained);

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start();
});
afterAll(() => oracle.stop());

test.each(cases)("$family: $title is rendered as its file says", async (golden) => {
  await expect(contents(golden)).toMatchFileSnapshot(golden.file);
});

test.each(cases)("$family: $title is parsed back to the same data", (golden) => {
  expect(parseLabels(containerOf(golden).labels)).toEqual(evaluate(golden));
});

test.each(cases)("$family: $title gives the plugin's own Caddyfile", async (golden) => {
  const containers = [containerOf(golden)];
  const { caddyfile, panic } = await oracle.generate(containers, { process: false });

  expect({ caddyfile, panic }).toEqual({ caddyfile: caddyfileOf(containers, { process: false }) });
});

test.each(selfContained)("$family: $title is adapted and provisioned by Caddy", async (golden) => {
  const containers = [containerOf(golden)];
  const { caddyfile, adaptError, validateError, logs } = await oracle.generate(containers);

  expect({ caddyfile, adaptError, validateError, logs }).toEqual({
    caddyfile: caddyfileOf(containers),
    logs: "",
  });
});
