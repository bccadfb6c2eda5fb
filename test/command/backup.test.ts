import { describe, expect, it } from "vitest";
import { folder, gatehouse } from "./console";
import { fakePulumi } from "./pulumi";

const { dir, write } = folder();
const there = write("there.tar", "Dear Caddy,\n");

/** The failure of a run of the command, which asks Pulumi for nothing. */
async function refusal(...args: string[]) {
  const { findPulumi, calls } = fakePulumi({ "stack export": '{"deployment":{}}' });
  const { code, out, err } = await gatehouse(args, "", { findPulumi });
  expect(out).toBe("");
  return { code, err: err.replaceAll(dir, "<folder>"), calls };
}

describe("gatehouse backup changes nothing", () => {
  it.each([
    [[], 2, "error: required option '--file <file>' not specified\nSee: gatehouse --help\n"],
    [
      ["--file", there],
      2,
      "gatehouse: <folder>/there.tar already exists.\nChoose another file, or overwrite it with --force.\n",
    ],
    [
      ["--file", `${dir}/none/caddy.tar`],
      2,
      "gatehouse: there is no folder <folder>/none.\nCreate it, or choose another place with --file.\n",
    ],
  ])("for %j", async (args, code, err) => {
    expect(await refusal("backup", ...args)).toEqual({ code, err, calls: [] });
  });

  it("for a stack without an entry point", async () => {
    expect(await refusal("backup", "--file", `${dir}/new.tar`, "--stack", "t1")).toEqual({
      code: 1,
      err: 'gatehouse: stack "t1" has no entry point. Deploy it first: gatehouse up --stack t1\n',
      calls: ["stack export --stack t1 | captured"],
    });
  });
});

describe("gatehouse restore changes nothing", () => {
  it.each([
    [
      ["--from", "shop/prod"],
      2,
      "error: required option '--file <file>' not specified\nSee: gatehouse --help\n",
    ],
    [
      ["--file", `${dir}/none.tar`],
      2,
      "gatehouse: there is no file <folder>/none.tar.\nGive one that gatehouse backup has written, with --file.\n",
    ],
    [
      ["--file", there, "--stack", "dev"],
      1,
      "gatehouse: <folder>/there.tar: it is not a backup that can be restored: it is no tar archive (Unexpected end of data). Give a file that `gatehouse backup` has written.\n",
    ],
    [
      ["--file", there, "--stack", "staging"],
      2,
      'gatehouse: "gatehouse restore" asks before it changes stack "staging", and there is no terminal to ask on. Nothing was changed.\nTo answer yes in advance, add --yes.\n',
    ],
    [
      ["--file", there, "--stack", "dev", "--container", "caddy"],
      2,
      'gatehouse: "gatehouse restore" asks before it changes container "caddy", and there is no terminal to ask on. Nothing was changed.\nTo answer yes in advance, add --yes.\n',
    ],
  ])("for %j", async (args, code, err) => {
    expect(await refusal("restore", ...args)).toEqual({ code, err, calls: [] });
  });
});
