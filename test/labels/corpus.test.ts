import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Block, mergeBlocks } from "../../components/labels/caddyfile/block";
import { fromLabels } from "../../components/labels/caddyfile/from-labels";
import { processed } from "../../components/labels/caddyfile/generate";
import { marshal, unmarshal } from "../../components/labels/caddyfile/marshal";
import { expandTemplates, UnknownTemplate } from "../../components/labels/caddyfile/template";
import { sourcesOf } from "./oracle-binary";

const FOLDER = sourcesOf("github.com/lucaslorentz/caddy-docker-proxy/v2");

/** The plugin's own cases in one folder: their names and their sections. */
function corpus(folder: string, rule: string): { name: string; parts: string[] }[] {
  const directory = join(FOLDER, folder);
  return readdirSync(directory)
    .sort()
    .map((name) => ({
      name,
      parts: readFileSync(join(directory, name), "utf8").replace(/\r\n/g, "\n").split(rule),
    }));
}

/** Reads lines `key = value`, as the plugin's tests do. */
function labelsOf(text: string): Record<string, string> {
  const lines = text
    .split("\n")
    .map((line) => line.trim().replaceAll("NEW_LINE", "\n"))
    .filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => {
      const [key = "", ...value] = line.split("=");
      return [key.trim(), value.join("=").trim()];
    }),
  );
}

/** The result in the plugin's tests for labels that it refuses. */
const REFUSED = /^$|^err: /;

/** The Caddyfile of labels, or nothing if only the proxy can evaluate a template. */
function rendered(text: string): string {
  try {
    const blocks = fromLabels(labelsOf(text), (value) => expandTemplates(value, ["target"]));
    return marshal(blocks).trim();
  } catch (error) {
    if (!(error instanceof UnknownTemplate)) throw error;
    return "";
  }
}

const blocksOf = (text: string): Block[] => unmarshal(text) ?? [];

describe.each(["caddyfile/testdata/labels", "generator/testdata/labels"])("%s", (folder) => {
  test.each(corpus(folder, "----------"))("$name", ({ parts: [labels = "", expected = ""] }) => {
    const wanted = expected.trim();

    expect(rendered(labels)).toBe(REFUSED.test(wanted) ? "" : wanted);
  });
});

describe("caddyfile/testdata/merge", () => {
  test.each(corpus("caddyfile/testdata/merge", "----------\n"))("$name", ({ parts }) => {
    const [first = "", second = "", expected] = parts;
    const blocks = blocksOf(first);
    mergeBlocks(blocks, blocksOf(second));

    expect(marshal(blocks)).toBe(expected);
  });
});

describe("caddyfile/testdata/marshal", () => {
  test.each(corpus("caddyfile/testdata/marshal", "----------\n"))("$name", ({ parts }) => {
    expect(marshal(blocksOf(parts[0] ?? ""))).toBe(parts[1]);
  });
});

/** Cases with a block that Caddy refuses, which only Caddy can tell. */
const NEEDS_CADDY = ["invalid_block.txt"];

describe("caddyfile/testdata/process", () => {
  const cases = corpus("caddyfile/testdata/process", "----------\n");

  test.each(cases.filter(({ name }) => !NEEDS_CADDY.includes(name)))("$name", ({ parts }) => {
    expect(processed(parts[0] ?? "")).toBe(parts[1]);
  });

  test("holds no case but those that run here and those that need Caddy", () => {
    const names = [...NEEDS_CADDY, "blank.txt", "empty.txt", "invalid_file.txt"];

    expect(cases.map(({ name }) => name)).toEqual(names.sort());
  });
});
