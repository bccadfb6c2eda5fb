import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { blocksOf, complaints } from "./code";

const docs = resolve(__dirname, "../../docs");

test("docs/air-gapped.md and docs/backup.md show code that compiles", () => {
  const programs = ["air-gapped.md", "backup.md"].flatMap((name) =>
    blocksOf(readFileSync(join(docs, name), "utf8"))("ts"),
  );

  expect(programs).toHaveLength(2);
  expect(complaints(programs)).toEqual([[], []]);
});
