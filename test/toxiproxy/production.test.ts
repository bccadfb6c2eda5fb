import { beforeAll, expect, test } from "vitest";
import { CaddyProxy, ProxyNetwork, Toxiproxy } from "../../components";
import { useMocks } from "../support/record";

beforeAll(() => useMocks("prod"));

const entryPoint = () => new CaddyProxy("caddy", { network: new ProxyNetwork("net") });

test("faults are refused in production", () => {
  expect(() => new Toxiproxy("toxiproxy", { entry: entryPoint(), apiPort: 0 })).toThrow(
    [
      'Toxiproxy "toxiproxy": 2 problems',
      "  - apiPort must be an integer from 1 to 65535, got 0.",
      '  - must not be in the production stack "prod". Leave it out there, or set allowInProduction: true.',
    ].join("\n"),
  );
});

test("faults are allowed in production with allowInProduction", () => {
  const args = { entry: entryPoint(), allowInProduction: true };

  expect(() => new Toxiproxy("toxiproxy", args)).not.toThrow();
});
