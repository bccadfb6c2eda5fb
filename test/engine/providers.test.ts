import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { images } from "../../components";
import { createProject, type Project } from "./support/project";

let project: Project;

beforeAll(async () => {
  project = await createProject();
});

afterAll(() => project.remove());

describe("the random provider", () => {
  test("generates a password that stays secret in outputs and state", async () => {
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

describe("the Docker provider", () => {
  const stack = ["--stack", "container"];
  const preview = () => project.ownPulumi(["preview", ...stack, "--expect-no-changes"]);

  /** Writes a program with one container, with a network mode or without one. */
  function declare(mode?: "bridge" | "host"): void {
    const name = JSON.stringify(project.images.whoami ?? images.whoami);
    const networkMode = mode === undefined ? "" : `, networkMode: "${mode}"`;
    project.write(
      "index.ts",
      `import * as docker from "@pulumi/docker";
       const image = new docker.RemoteImage("image", { name: ${name}, keepLocally: true });
       new docker.Container("whoami", { image: image.imageId${networkMode} });`,
    );
  }

  afterAll(() => project.ownPulumi(["destroy", ...stack, "--yes", "--skip-preview"]));

  // For a container without a mode, Docker 29 reports "bridge"; 20.10 does so only if the mode was set.
  test("treats a container on the bridge like one without a network mode", async () => {
    declare("bridge");
    await project.ownPulumi(["stack", "init", "container"]);
    const up = await project.ownPulumi(["up", ...stack, "--yes", "--skip-preview"]);
    declare();
    const unset = await preview();
    declare("host");
    const other = await preview();

    expect(up.code, up.output).toBe(0);
    expect(unset.code, unset.output).toBe(0);
    expect(other.code).not.toBe(0);
    expect(other.output).toMatch(/docker:index:Container whoami replace \[diff: ~networkMode\]/);
  });
});
