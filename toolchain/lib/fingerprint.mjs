// @ts-check
// What a folder is, in a few characters: decides whether what was built from it is still good.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * A hash of all files below a folder and of anything else that decides the result.
 * @param {string} folder
 * @param {string[]} more
 */
export function fingerprint(folder, ...more) {
  const hash = createHash("sha256");
  for (const file of files(folder)) {
    hash.update(`${file.split(path.sep).join("/")}\0`);
    hash.update(readFileSync(path.join(folder, file)));
  }
  for (const text of more) hash.update(`\0${text}`);
  return hash.digest("hex").slice(0, 12);
}

/** @param {string} folder */
function files(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}
