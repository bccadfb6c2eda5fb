import { PassThrough } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import {
  asksFirst,
  confirm,
  readArgs,
  requireNode,
  requireStackName,
  updateFlags,
} from "../../toolchain/lib/command.mjs";

const options = { stack: { type: "string", default: "dev" } } as const;

it("reads the options of a command", () => {
  expect(readArgs("quickstart", "", ["--stack", "t1"], options)?.values).toEqual({ stack: "t1" });
  expect(readArgs("quickstart", "", [], options)?.values).toEqual({ stack: "dev" });
});

it("prints the help and returns nothing", () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  expect(readArgs("quickstart", "\nwhat it does\n", ["--help"], options)).toBeUndefined();
  expect(log.mock.calls).toEqual([["what it does"]]);
  log.mockRestore();
});

it("refuses an unknown option", () => {
  expect(() => readArgs("quickstart", "", ["--stak", "t1"], options)).toThrow(
    "npm run quickstart: Unknown option '--stak'.\nSee its options: npm run quickstart -- --help",
  );
});

it("refuses an argument if the command takes none", () => {
  expect(() => readArgs("teardown", "", ["dev"], options)).toThrow(
    "npm run teardown: Unexpected argument 'dev'.\nSee its options: npm run teardown -- --help",
  );
});

it("accepts the Node versions that the package accepts", () => {
  expect(() => requireNode("20.0.0")).not.toThrow();
  expect(() => requireNode("18.20.1")).toThrow("Node 18.20.1 is too old");
});

it("accepts only a plain stack name, since it becomes part of paths", () => {
  expect(requireStackName("my-stack_1.a")).toBe("my-stack_1.a");
  expect(() => requireStackName("../x")).toThrow('"../x" is not a stack name');
});

const act = { command: "teardown", args: ["--stack", "prod"], stack: "prod", yes: false };

describe("A command that changes a stack", () => {
  it.each([
    ["asks on a terminal", {}, true],
    ["does not ask for dev", { stack: "dev" }, false],
    ["does not ask when it was told yes", { yes: true }, false],
  ])("%s", (_, own, asks) => {
    expect(asksFirst({ ...act, ...own }, true)).toBe(asks);
  });

  it("refuses if it must ask but has no terminal", () => {
    expect(asksFirst({ ...act, stack: "dev" }, false)).toBe(false);
    expect(asksFirst({ ...act, yes: true }, false)).toBe(false);
    expect(() => asksFirst(act, false)).toThrow(
      'npm run teardown asks before it touches stack "prod", and there is no terminal to ask on.',
    );
  });

  it("has Pulumi show a preview outside dev, and ask unless --yes is given", () => {
    expect(updateFlags("dev", false)).toEqual(["--yes", "--skip-preview", "--suppress-progress"]);
    expect(updateFlags("prod", false)).toEqual(["--yes", "--suppress-progress"]);
    expect(updateFlags("prod", true)).toEqual(["--suppress-progress"]);
  });
});

describe("A question", () => {
  /** Asks, and returns the shown text and the result. */
  async function answered(answer: string | undefined) {
    const input = new PassThrough();
    const output = new PassThrough({ encoding: "utf8" });
    const end = confirm("caddy will be stopped.", { input, output }).then(
      () => "yes",
      (error: Error) => error.message,
    );
    if (answer === undefined) input.end();
    else input.write(`${answer}\n`);
    return { end: await end, shown: output.read() };
  }

  it("states the consequence", async () => {
    expect(await answered("y")).toEqual({
      end: "yes",
      shown: "caddy will be stopped.\nGo on? [y/N] ",
    });
  });

  it.each([
    ["yes", "yes"],
    [" Y ", "yes"],
    ["n", "Nothing was changed."],
    ["", "Nothing was changed."],
    ["yesterday", "Nothing was changed."],
    [undefined, "Nothing was changed."],
  ])("that is answered with %j ends with %j", async (answer, end) => {
    expect((await answered(answer)).end).toBe(end);
  });
});
