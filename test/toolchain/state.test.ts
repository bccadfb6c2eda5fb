import { describe, expect, it } from "vitest";
import {
  backendUrl,
  isLocalBackend,
  localBackendUrl,
  projectBackend,
  shownBackend,
} from "../../toolchain/lib/state.mjs";
import { ownLocalDir } from "../support/local-dir";

ownLocalDir();

const project = (...lines: string[]) =>
  ["name: gatehouse", ...lines, "main: index.ts", ""].join("\n");

describe("The state of the stacks", () => {
  it("is a folder here, with the URL that Pulumi expects on every platform", () => {
    expect(localBackendUrl("C:\\code\\gatehouse", "win32")).toBe("file://C:/code/gatehouse");
    expect(localBackendUrl("/code/gate house", "linux")).toBe("file:///code/gate%20house");
  });

  it("is in the person's backend, then in the project's, then in the folder", () => {
    const yaml = project("backend:", "  url: s3://of-the-project");

    expect(backendUrl({ PULUMI_BACKEND_URL: "s3://mine" }, yaml)).toBe("s3://mine");
    expect(backendUrl({ PULUMI_BACKEND_URL: "" }, yaml)).toBe("s3://of-the-project");
    expect(backendUrl({}, project())).toBe(localBackendUrl());
  });

  it("is this checkout's alone until a backend is set", () => {
    expect(isLocalBackend({})).toBe(true);
    expect(isLocalBackend({ PULUMI_BACKEND_URL: localBackendUrl() })).toBe(true);
    expect(isLocalBackend({ PULUMI_BACKEND_URL: "file:///srv/state" })).toBe(false);
  });

  it.each([
    [["backend:", "  url: s3://state?region=eu-west-1&profile=ops"]],
    [["backend:", "  # Where we all look.", '  url: "s3://state?region=eu-west-1&profile=ops"']],
    [["backend:", "    url: 's3://state?region=eu-west-1&profile=ops' # ours"]],
    [["backend: { url: s3://state?region=eu-west-1&profile=ops }"]],
  ])("is read from %j", (lines) => {
    expect(projectBackend(project(...lines))).toBe("s3://state?region=eu-west-1&profile=ops");
  });

  it("does not come from another mapping of the project", () => {
    expect(projectBackend(project("backend:", "other:", "  url: s3://state"))).toBeUndefined();
  });

  it("is shown without possible secrets", () => {
    expect(shownBackend("s3://state/prod?endpoint=http://10.0.0.1&profile=ops")).toBe(
      "s3://state/prod",
    );
    expect(shownBackend("postgres://me:secret@db.example.com/state")).toBe(
      "postgres://db.example.com/state",
    );
  });
});
