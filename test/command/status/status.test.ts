import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { PulumiCommand } from "../../../components/command/stack/pulumi";
import { gatehouse } from "../console";

const STATE = readFileSync(join(__dirname, "../stack/state.json"), "utf8");
const NOWHERE = "unix:///nowhere/docker.sock";

/** A Pulumi with the state of a stack on a Docker host that does not answer. */
const pulumi: PulumiCommand = {
  ...{ shown: "npx pulumi", projectDir: process.cwd(), run: async () => 1 },
  capture: async () => ({
    code: 0,
    stdout: STATE.replaceAll("unix:///var/run/docker.sock", NOWHERE),
    stderr: "",
  }),
};

const status = (...args: string[]) =>
  gatehouse(["status", ...args], "", { findPulumi: async () => pulumi });

test("what a Docker host that does not answer keeps to itself is unknown", async () => {
  const { code, out } = await status();

  expect(code).toBe(2);
  expect(out).toMatch(/^shop\.localhost +shop +test-service:\S+ +\? +\? +\? +\? +\?$/m);
  expect(out).toMatch(
    /^Unknown:\n {2}no Docker engine answers at unix:\/\/\/nowhere\/docker\.sock/m,
  );
});

test("--json has the same as one document", async () => {
  const { code, out } = await status("--json");
  const { stack, components, unknown } = JSON.parse(out);

  expect([code, stack, components.length, unknown.length]).toEqual([2, "dev", 10, 1]);
  expect(components[5]).toMatchObject({ name: "shop", reached: false, drift: [], problems: [] });
});
