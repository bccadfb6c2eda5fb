import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addressesOf, publishedAt } from "../../../components/command/experiment/conditions";
import { readDeployed } from "../../../components/command/stack/deployed";
import { gatehouse } from "../console";
import { fakePulumi } from "../pulumi";

describe("gatehouse experiment exits with 4 and sends no request for", () => {
  it.each([
    [[], "error: missing required argument 'experiment'\nSee: gatehouse --help\n"],
    [
      ["resets", "--sed", "1"],
      "error: unknown option '--sed'\n(Did you mean --seed?)\nSee: gatehouse --help\n",
    ],
    [
      ["resets", "--seed", "4294967296"],
      "error: option '--seed <n>' argument '4294967296' is invalid. It must be an integer from 0 to 4294967295.\nSee: gatehouse --help\n",
    ],
    [["none.yaml"], "gatehouse: none.yaml: there is no such file.\n"],
    [
      ["resets", "--stack", "staging"],
      'gatehouse: "gatehouse experiment" asks before it changes stack "staging", and there is no terminal to ask on. Nothing was changed.\nTo answer yes in advance, add --yes.\n',
    ],
    [
      ["resets", "--stack", "t1", "--yes"],
      'gatehouse: there is no stack "t1".\nThere is none yet. Create it: npx pulumi stack init t1\n',
    ],
  ])("%j", async (args, err) => {
    const { findPulumi } = fakePulumi({
      "stack export": { code: 255, stderr: "error: no stack named 't1' found" },
      "stack ls": "[]",
    });
    const outcome = await gatehouse(["experiment", ...args], "", { findPulumi });
    expect(outcome).toEqual({ code: 4, out: "", err });
  });

  it("a person who declines", async () => {
    const around = { ...fakePulumi(), answer: "n" };
    expect(await gatehouse(["experiment", "resets", "--stack", "prod"], "", around)).toEqual({
      code: 1,
      out: "",
      err: 'Clients of stack "prod" will notice the faults of "resets".\nGo on? [y/N] n\ngatehouse: Nothing was changed.\n',
    });
  });
});

describe("the conditions of an experiment", () => {
  const state = readFileSync(join(__dirname, "../stack/state.json"), "utf8");
  const deployed = async () =>
    readDeployed(await fakePulumi({ "stack export": state }).findPulumi(), "dev");

  it("are the stack's URLs, those through Toxiproxy, and its API", async () => {
    expect(addressesOf(await deployed())).toEqual({
      urls: ["hello", "labelled", "old", "path", "shop", "slow"].map(
        (name) => `https://${name}.localhost:24675`,
      ),
      toxicUrls: ["path", "slow"].map((name) => `https://${name}.localhost:24675`),
      toxiproxyApi: "http://127.0.0.1:15809",
    });
  });

  it.each([
    ["127.0.0.1", "unix:///var/run/docker.sock", "127.0.0.1"],
    ["0.0.0.0", "unix:///var/run/docker.sock", "127.0.0.1"],
    ["0.0.0.0", "ssh://deploy@shop.example.com", "shop.example.com"],
    ["::", "tcp://[2001:db8::1]:2376", "2001:db8::1"],
    ["192.0.2.1", "ssh://deploy@shop.example.com", "192.0.2.1"],
  ])("an entry point on %s of %s is at %s", async (address, url, expected) => {
    const stack = await deployed();
    const entries = stack.entries.map((entry) => ({ ...entry, address }));
    expect(publishedAt({ ...stack, entries }, "https://path.localhost:24675/x", { url })).toEqual({
      address: expected,
      port: 24675,
    });
  });
});
