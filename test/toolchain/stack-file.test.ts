import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { checkStackFiles, stackConfig } from "../../toolchain/lib/stack-file.mjs";
import { ownLocalDir } from "../support/local-dir";

const dir = ownLocalDir();

function written(yaml: string): string {
  mkdirSync(dir(), { recursive: true });
  const file = path.join(dir(), "Pulumi.dev.yaml");
  writeFileSync(file, yaml);
  return file;
}

describe("A stack's file", () => {
  it("has its configuration; a missing or an empty one has none", () => {
    expect(stackConfig(written("config:\n  a:b: c\n"))).toEqual({ "a:b": "c" });
    expect(stackConfig(written(""))).toEqual({});
    expect(stackConfig(path.join(dir(), "none.yaml"))).toEqual({});
  });

  it("that is not YAML is refused with the place and the fix", () => {
    const file = written("config:\n  gatehouse:tls: internal\n   gatehouse:network: a\n");

    expect(() => stackConfig(file)).toThrow(
      `${file}:3:4: the line is indented as a part of the value above it. Align it with the keys around it.`,
    );
  });

  it("is checked for each stack that a command names", () => {
    expect(checkStackFiles(["dev", "staging", "no-such-stack"])).toBeUndefined();
  });
});
