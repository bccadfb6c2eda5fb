import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { OLD_PATHS, textAt } from "../../toolchain/lib/old-paths.mjs";

/** The exports, by module, that providers of earlier packages in states require. */
const required: Record<string, string[]> = JSON.parse(
  readFileSync(path.join(__dirname, "../package/old-state.json"), "utf8"),
);

/** A current module. */
const load = (file: string) =>
  vi.importActual<Record<string, unknown>>(
    path.join(__dirname, "../../components", file.replace(/\.js$/, ".ts")),
  );

/** The exports of the file that `npm pack` writes at an old path. */
async function exportsOf(old: string): Promise<Record<string, unknown>> {
  const targets = OLD_PATHS[old]?.in ?? [];
  const modules = await Promise.all(targets.map(async (file) => [file, await load(file)] as const));
  const module = { exports: {} };
  // Node takes a name without "./" as the name of a package.
  const require = (name: string) =>
    name.startsWith(".") && new Map(modules).get(path.posix.join(path.posix.dirname(old), name));
  new Function("module", "require", textAt(old))(module, require);
  return module.exports;
}

test.each(Object.entries(required))(
  "%s still exports everything that an old state requires",
  async (old, names) => {
    const found = old in OLD_PATHS ? await exportsOf(old) : await load(old);

    expect(names.filter((name) => found[name] === undefined)).toEqual([]);
  },
);

test("a state requires every kept old path", () => {
  expect(Object.keys(OLD_PATHS).filter((old) => !(old in required))).toEqual([]);
});
