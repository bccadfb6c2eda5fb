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
  it("is a folder here, addressed as Pulumi wants it on every platform", () => {
    expect(localBackendUrl("C:\\code\\gatehouse", "win32")).toBe("file://C:/code/gatehouse");
    expect(localBackendUrl("/code/gate house", "linux")).toBe("file:///code/gate%20house");
  });

  it("is where the person says, before where the project says, before the folder", () => {
    const yaml = project("backend:", "  url: s3://of-the-project");

    expect(backendUrl({ PULUMI_BACKEND_URL: "s3://mine" }, yaml)).toBe("s3://mine");
    expect(backendUrl({ PULUMI_BACKEND_URL: "" }, yaml)).toBe("s3://of-the-project");
    expect(backendUrl({}, project())).toBe(localBackendUrl());
  });

  it("is this checkout's alone until somebody says otherwise", () => {
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

  it("is not read from another mapping of the project", () => {
    expect(projectBackend(project("backend:", "other:", "  url: s3://state"))).toBeUndefined();
  });

  it("is shown without what may be secret", () => {
    expect(shownBackend("s3://state/prod?endpoint=http://10.0.0.1&profile=ops")).toBe(
      "s3://state/prod",
    );
    expect(shownBackend("postgres://me:secret@db.example.com/state")).toBe(
      "postgres://db.example.com/state",
    );
  });
});
