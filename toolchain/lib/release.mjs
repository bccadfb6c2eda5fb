// @ts-check
// The texts of a release.
import { Failure } from "./failures.mjs";

/**
 * A file's text with another version of the package: its own version, its tarballs, and the range that the package
 * for `npm create` installs.
 * @param {string} text
 * @param {{ name: string, from: string, to: string }} change
 */
export function withVersion(text, { name, from, to }) {
  const old = from.replaceAll(".", "\\.");
  return text
    .replace(new RegExp(`(${name}-)${old}(?=\\.tgz)`, "g"), `$1${to}`)
    .replace(new RegExp(`(${name}@\\^)${old}`, "g"), `$1${to}`)
    .replace(
      new RegExp(`("name": "[\\w-]*${name}",\\n\\s*"version": ")${old}(?=")`, "g"),
      `$1${to}`,
    );
}

const UNRELEASED = "## Unreleased\n";

/**
 * The changelog with its unreleased entries below a version.
 * @param {string} changelog
 * @param {string} version
 * @param {Date} date
 */
export function released(changelog, version, date) {
  if (!changelog.includes(UNRELEASED)) throw new Failure("CHANGELOG.md has no ## Unreleased.");
  if (changelog.includes(`## ${version} `)) throw new Failure(`CHANGELOG.md has ${version}.`);
  const day = date.toISOString().slice(0, 10);
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n## ${version} (${day})\n`);
}

/**
 * The entries of a version.
 * @param {string} changelog
 * @param {string} version
 */
export function notesOf(changelog, version) {
  const [, ...sections] = changelog.split(/^## /m);
  const found = sections.find((section) => section.startsWith(`${version} `));
  if (found === undefined) throw new Failure(`CHANGELOG.md has no entries of ${version}.`);
  return found.slice(found.indexOf("\n")).trim();
}
