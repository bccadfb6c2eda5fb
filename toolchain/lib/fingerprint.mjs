// @ts-check
// A hash of a folder: decides whether what was built from it is up to date.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * @typedef {object} Choice
 * @property {RegExp} [skip] names of folders and files to leave out
 * @property {RegExp} [only] names of files to take
 * @property {string[]} [more] anything else that decides the result
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
function files(folder, skip) {
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
