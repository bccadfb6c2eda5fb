import { beforeAll, expect, test } from "vitest";
import { parseStackFile } from "../../program";
import { useMocks } from "../support/record";

beforeAll(() => useMocks("prod"));

test("faults in production are refused, together with all other mistakes", () => {
  expect(() => parseStackFile({ toxiproxy: {}, tls: "selfsigned" })).toThrow(
    [
      "Pulumi.prod.yaml: 2 problems",
      '  - gatehouse:tls must be one of internal, acme, files, off, got "selfsigned".',
      '  - gatehouse:toxiproxy must not be in the production stack "prod". Leave it out there, or set allowInProduction: true.',
    ].join("\n"),
  );
});

test("allowInProduction permits faults in production", () => {
  expect(parseStackFile({ toxiproxy: { allowInProduction: true } }).settings.toxiproxy).toEqual({
    allowInProduction: true,
    apiPort: 8474,
  });
});

test("production is protected unless protect is false", () => {
  expect(parseStackFile({}).settings.protect).toBe(true);
  expect(parseStackFile({ protect: false }).settings.protect).toBe(false);
  expect(() => parseStackFile({ protect: "no" })).toThrow(
    'Pulumi.prod.yaml: gatehouse:protect must be true or false, got "no".',
  );
});
