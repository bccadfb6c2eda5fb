import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { notesOf, released, withVersion } from "../../toolchain/lib/release.mjs";

const read = (file: string) => readFileSync(file, "utf8");
const manifest = JSON.parse(read("package.json"));

const CHANGELOG = `# Changelog

## Unreleased

- Add a thing.

## 0.1.0 (2026-01-02)

- Add the first thing.
- Add the second.
`;

describe("The changelog of a release", () => {
  it("has the unreleased entries below the version and its day", () => {
    const after = released(CHANGELOG, "0.2.0", new Date("2026-03-04T23:00:00Z"));

    expect(after).toBe(
      CHANGELOG.replace("## Unreleased\n", "## Unreleased\n\n## 0.2.0 (2026-03-04)\n"),
    );
    expect(notesOf(after, "0.2.0")).toBe("- Add a thing.");
    expect(notesOf(after, "0.1.0")).toBe("- Add the first thing.\n- Add the second.");
  });

  it("refuses a version that is there, and one that is not", () => {
    expect(() => released(CHANGELOG, "0.1.0", new Date())).toThrow("CHANGELOG.md has 0.1.0.");
    expect(() => released("# Changelog\n", "0.1.0", new Date())).toThrow("has no ## Unreleased.");
    expect(() => notesOf(CHANGELOG, "0.3.0")).toThrow("CHANGELOG.md has no entries of 0.3.0.");
    expect(read("CHANGELOG.md")).toContain("\n## Unreleased\n");
  });
});

describe("The version of a release", () => {
  const { name, version } = manifest;
  const change = { name, from: version, to: "7.8.9" };

  it("replaces the package's own in each file, and no other package's", () => {
    const lock = withVersion(read("package-lock.json"), change);
    const folders = ["examples", "templates"].flatMap((folder) =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => path.join(folder, entry.name, "package.json")),
    );

    expect(JSON.parse(withVersion(read("package.json"), change))).toEqual({
      ...manifest,
      version: "7.8.9",
    });
    expect(JSON.parse(lock)).toMatchObject({
      version: "7.8.9",
      packages: { "": { version: "7.8.9" } },
    });
    for (const file of folders) {
      expect(withVersion(read(file), change)).toContain("7.8.9");
      expect(withVersion(read(file), change)).not.toContain(version);
    }
  });
});

describe("The workflow of a release", () => {
  const text = read(".github/workflows/release.yml");
  const { jobs, permissions } = parse(text);

  it("publishes what it has tested on all platforms, without a token", () => {
    expect(jobs.test.strategy.matrix.os.map((os: string) => os.split("-")[0])).toEqual([
      ...["ubuntu", "macos", "windows"],
    ]);
    expect([jobs.test.needs, jobs.publish.needs]).toEqual(["pack", "test"]);
    expect(permissions).toEqual({ contents: "read" });
    expect(jobs.publish.permissions).toEqual({ contents: "write", "id-token": "write" });
    expect(text).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
  });

  it("names each action by its commit, and scripts that are there", () => {
    const steps = Object.values<{ steps: { uses?: string; run?: string }[] }>(jobs).flatMap(
      (job) => job.steps,
    );
    const uses = steps.flatMap((step) => step.uses ?? []);
    const scripts = steps.flatMap((step) => [...(step.run ?? "").matchAll(/node (\S+\.mjs)/g)]);

    expect(uses.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
    expect(scripts.map(([, file = ""]) => read(file)).length).toBeGreaterThan(1);
  });

  it("can't publish before a person removes private", () => {
    expect(manifest.private).toBe(true);
    expect(JSON.parse(read("templates/create-gatehouse/package.json")).private).toBe(true);
  });
});
