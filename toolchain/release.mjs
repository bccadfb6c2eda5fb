// @ts-check
// node toolchain/release.mjs <version>: writes the version of a release into the files that have it, and makes the
// unreleased entries of the changelog those of that version.
// node toolchain/release.mjs --notes <version>: prints these entries.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { command } from "./lib/command.mjs";
import { Failure } from "./lib/failures.mjs";
import { projectDir } from "./lib/paths.mjs";
import { notesOf, released, withVersion } from "./lib/release.mjs";

await command(async ([first, second]) => {
  if (first === "--notes" && second !== undefined) {
    console.log(notesOf(read("CHANGELOG.md"), second));
    return 0;
  }
  if (!/^\d+\.\d+\.\d+$/.test(first ?? "") || first === undefined) {
    throw new Failure("Write: node toolchain/release.mjs 1.2.3");
  }
  const { name, version } = JSON.parse(read("package.json"));
  for (const file of files()) {
    write(file, withVersion(read(file), { name, from: version, to: first }));
  }
  write("CHANGELOG.md", released(read("CHANGELOG.md"), first, new Date()));
  return 0;
});

/** The files that have the version of the package. */
function files() {
  const below = (/** @type {string} */ folder) =>
    readdirSync(path.join(projectDir, folder)).map((name) => `${folder}/${name}/package.json`);
  return [
    ...["package.json", "package-lock.json", "README.md"],
    ...readdirSync(path.join(projectDir, "docs"))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
    ...[...below("examples"), ...below("templates")].filter((file) => !file.includes(".md/")),
  ];
}

/** @param {string} file */
function read(file) {
  return readFileSync(path.join(projectDir, file), "utf8");
}

/**
 * @param {string} file
 * @param {string} text
 */
function write(file, text) {
  writeFileSync(path.join(projectDir, file), text);
}
