import { beforeAll, expect, test } from "vitest";
import { parseSettings } from "../../program/read-settings";
import { useMocks } from "../support/record";

beforeAll(() => useMocks("prod"));

test("faults in production are refused, beside everything else that is wrong", () => {
  expect(() => parseSettings({ toxiproxy: {}, tls: "selfsigned" })).toThrow(
    [
      "Pulumi.prod.yaml: 2 problems",
      '  - gatehouse:tls must be one of internal, acme, files, off, got "selfsigned".',
      '  - gatehouse:toxiproxy must not be in stack "prod", whose name says that it is production. Leave it out there, or set allowInProduction: true.',
    ].join("\n"),
  );
});

test("faults are in production where somebody says so", () => {
  expect(parseSettings({ toxiproxy: { allowInProduction: true } }).toxiproxy).toEqual({
    allowInProduction: true,
    apiPort: 8474,
  });
});

test("production is protected unless somebody says otherwise", () => {
  expect(parseSettings({}).protect).toBe(true);
  expect(parseSettings({ protect: false }).protect).toBe(false);
  expect(() => parseSettings({ protect: "no" })).toThrow(
    'Pulumi.prod.yaml: gatehouse:protect must be true or false, got "no".',
  );
});
