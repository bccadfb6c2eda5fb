import { expect, it, vi } from "vitest";
import { readArgs, requireNode, requireStackName } from "../../toolchain/lib/args.mjs";

const options = { stack: { type: "string", default: "dev" } } as const;

it("reads the options of a command", () => {
  expect(readArgs("quickstart", "", ["--stack", "t1"], options)?.values).toEqual({ stack: "t1" });
  expect(readArgs("quickstart", "", [], options)?.values).toEqual({ stack: "dev" });
});

it("prints the help and gives nothing back", () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  expect(readArgs("quickstart", "\nwhat it does\n", ["--help"], options)).toBeUndefined();
  expect(log.mock.calls).toEqual([["what it does"]]);
  log.mockRestore();
});

it("refuses an option it does not know", () => {
  expect(() => readArgs("quickstart", "", ["--stak", "t1"], options)).toThrow(
    "npm run quickstart: Unknown option '--stak'.\nSee what it takes: npm run quickstart -- --help",
  );
});

it("refuses an argument where there is none to give", () => {
  expect(() => readArgs("teardown", "", ["dev"], options)).toThrow(
    "npm run teardown: Unexpected argument 'dev'.\nSee what it takes: npm run teardown -- --help",
  );
});

it("accepts the Node versions the package does", () => {
  expect(() => requireNode("20.0.0")).not.toThrow();
  expect(() => requireNode("18.20.1")).toThrow("Node 18.20.1 is too old");
});

it("accepts a plain stack name only, which becomes part of paths", () => {
  expect(requireStackName("my-stack_1.a")).toBe("my-stack_1.a");
  expect(() => requireStackName("../x")).toThrow('"../x" is not a stack name');
});
