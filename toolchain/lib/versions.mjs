// @ts-check
// The versions of programs, from where they are pinned, and of sources, as a hash.

import { createHash } from "node:crypto";
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

/** The newest Go that our modules require, such as "1.26.0". */
export function neededGo() {
  const required = readdirSync(path.join(projectDir, "toolchain"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "lib")
    .map((entry) => /^go (\S+)$/m.exec(read(`toolchain/${entry.name}/go.mod`))?.[1] ?? "0");
  return required.sort(compareVersions).at(-1) ?? "0";
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

/**
 * @typedef {object} Choice
 * @property {RegExp} [skip] names of folders and files to leave out
 * @property {RegExp} [only] names of files to take
 * @property {string[]} [more] texts to hash as well
 */

/**
 * A hash of the names and contents of all files below a folder.
 * @param {string} folder
 * @param {Choice} [choice]
 */
export function fingerprint(folder, { skip, only, more = [] } = {}) {
  const hash = createHash("sha256");
  for (const file of files(folder, skip)) {
    if (only && !only.test(file)) continue;
    hash.update(`${file}\0`);
    hash.update(readFileSync(path.join(folder, file)));
  }
  for (const text of more) hash.update(`\0${text}`);
  return hash.digest("hex").slice(0, 12);
}

/**
 * The files below a folder, each with "/" in its path.
 * @param {string} folder
 * @param {RegExp} [skip]
 * @returns {string[]}
 */
export function files(folder, skip) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !skip?.test(name))
    .flatMap((entry) => {
      if (entry.isFile()) return [entry.name];
      if (!entry.isDirectory()) return [];
      const below = files(path.join(folder, entry.name), skip);
      return below.map((file) => `${entry.name}/${file}`);
    })
    .sort();
}
