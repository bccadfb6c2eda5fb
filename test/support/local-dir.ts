import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";

/** Gives each test of the file its own local folder; returns a function that reads its path. */
export function ownLocalDir(): () => string {
  const before = process.env.GATEHOUSE_DIR;
  let dir = "";
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), "gatehouse-test-"));
    process.env.GATEHOUSE_DIR = dir;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.GATEHOUSE_DIR;
    else process.env.GATEHOUSE_DIR = before;
    rmSync(dir, { recursive: true, force: true });
  });
  return () => dir;
}
