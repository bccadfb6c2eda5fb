import { describe, expect, it } from "vitest";
import * as failures from "../../toolchain/lib/failures.mjs";

const { Failure } = failures;

const lines = (failure: Error) => failure.message.split("\n");

describe("A failure", () => {
  it("has no stack trace, and ends the command with 1", () => {
    const failure = failures.declined();

    expect(failure).toBeInstanceOf(Failure);
    expect(failure.exitCode).toBe(1);
  });

  it("indents the output of another program, without its leading and trailing blank lines", () => {
    expect(lines(failures.packagesFailed("\nnpm error network\r\nnpm error code\n\n"))).toEqual([
      "npm can't install the packages. npm reports:",
      "  npm error network",
      "  npm error code",
    ]);
  });

  it.each([
    [["a"], 'stack "a"'],
    [["a", "b"], 'stack "a" and stack "b"'],
    [["a", "b", "c"], 'stack "a", stack "b" and stack "c"'],
  ])("names %j, and gives each its command", (stacks, named) => {
    const missing = lines(failures.passphraseMissing({ stacks, file: "/x/passphrase" }));

    expect(missing[0]).toBe(`The passphrase of ${named} is missing: /x/passphrase`);
    expect(missing.filter((line) => line.includes("teardown"))).toEqual(
      stacks.map((stack) => `- If it is lost: npm run teardown -- --stack ${stack} --forget`),
    );
  });

  it("repeats the command as a person must type it, with quotes where a shell needs them", () => {
    const args = ["--stack", "my stack"];
    const facts = { command: "quickstart", args, stack: "my stack" };

    expect(lines(failures.consentNeeded(facts))[1]).toBe(
      'To answer yes in advance: npm run quickstart -- --stack "my stack" --yes',
    );
  });
});

describe("Go is needed", () => {
  const get = "Get Go from https://go.dev/dl/";

  it("or access to the hosts that are unreachable", () => {
    const unreachable = ["get.pulumi.com", "ghcr.io"];

    expect(lines(failures.goNeeded({ needed: "1.26.0", unreachable }))).toEqual([
      "Go 1.26.0 or newer is needed, and no go command was found.",
      "It builds the engine, the providers and the servers here because get.pulumi.com and ghcr.io can't be reached.",
      `${get}, or give this machine access to those hosts.`,
    ]);
  });

  it("for programs that are always built from Go modules", () => {
    expect(
      lines(failures.goNeeded({ needed: "1.26.0", found: "1.19.8", unreachable: [] })),
    ).toEqual([
      "Go 1.26.0 or newer is needed, found 1.19.8.",
      "It builds the programs that come as Go modules only.",
      get,
    ]);
  });
});
