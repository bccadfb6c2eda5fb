// @ts-check
// The versions of everything, read from where they are pinned.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectDir } from "./paths.mjs";

/** @param {string} file */
const read = (file) => readFileSync(path.join(projectDir, file), "utf8");

/**
 * The version of an npm package in the lockfile.
 * @param {string} name
 * @returns {string}
 */
export function npmVersion(name) {
  return JSON.parse(read("package-lock.json")).packages[`node_modules/${name}`].version;
}

/**
 * The version of a Go module that one of our modules requires, without its "v".
 * @param {string} folder under toolchain/
 * @param {string} module
 */
export function goVersion(folder, module) {
  return requiredVersion(read(`toolchain/${folder}/go.mod`), module);
}

/**
 * @param {string} goMod the text of a go.mod
 * @param {string} module
 */
export function requiredVersion(goMod, module) {
  const line = goMod.split("\n").find((text) =>
    text
      .replace(/^require /, "")
      .trim()
      .startsWith(`${module} v`),
  );
  return line?.split(" v")[1]?.split(/\s/)[0] ?? "";
}

/** The newest Go that our modules ask for, such as "1.26.0". */
export function neededGo() {
  const asked = readdirSync(path.join(projectDir, "toolchain"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "lib")
    .map((entry) => /^go (\S+)$/m.exec(read(`toolchain/${entry.name}/go.mod`))?.[1] ?? "0");
  return asked.sort(compareVersions).at(-1) ?? "0";
}

/**
 * Negative where a is older than b.
 * @param {string} a
 * @param {string} b
 */
export function compareVersions(a, b) {
  const [left, right] = [a, b].map((text) =>
    text.split(".").map((part) => Number.parseInt(part, 10)),
  );
  for (const index of [0, 1, 2]) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
