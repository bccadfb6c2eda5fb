import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProject, type Project } from "./support/project";

let project: Project;

beforeAll(async () => {
  project = await createProject();
});

afterAll(() => project.remove());

describe("the random provider", () => {
  test("makes a password that stays secret in outputs and state", async () => {
    const program = `
      import * as random from "@pulumi/random";
      const made = new random.RandomPassword("password", { length: 24, special: false });
      export const password = made.result;
    `;
    project.write("index.ts", program);
    await project.ownPulumi(["stack", "init", "own"]);
    const up = await project.ownPulumi(["up", "--stack", "own", "--yes", "--skip-preview"]);
    const shown = await project.ownPulumi([
      ...["stack", "output", "password", "--show-secrets", "--stack", "own"],
    ]);
    const password = shown.output.trim();
    const state = join(project.dir, "own-state/.pulumi/stacks", `gatehouse-${project.id}/own.json`);

    expect(up).toMatchObject({ code: 0 });
    expect(password).toMatch(/^[A-Za-z0-9]{24}$/);
    expect(up.output).toContain("[secret]");
    expect(up.output).not.toContain(password);
    expect(readFileSync(state, "utf8")).not.toContain(password);
  });
});
