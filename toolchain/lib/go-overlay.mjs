// @ts-check
// Builds a Go program with files of ours in the place of files of the modules that it requires.
//
// toolchain/<folder>/overlay/overlay.json has, by module, the files of the module that are replaced and
// the SHA-256 of each, "" for a file that the module does not have. The file of ours lies beside it, under
// the module's path and the file's; where there is none, the file is left out.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { overlayOutdated } from "./failures.mjs";
import { local } from "./paths.mjs";
import { files } from "./versions.mjs";

/** @typedef {Record<string, Record<string, string>>} Replaced SHA-256 by file by module */
/** @typedef {Record<string, string>} Directories the module's, by module */

/** Names of files and folders of a module that no build needs. */
const unused = /_test\.go$|^testdata$/;

/**
 * The arguments with which `go build` takes our files.
 *
 * Go refuses to overlay a file of its module cache. So go.mod, as -modfile has it, replaces each module by
 * a folder that only the overlay has: all files of the module, and ours.
 * @param {string} module the folder of our module
 * @param {(modules: string[]) => Promise<Directories>} download
 * @returns {Promise<string[]>}
 */
export async function overlayArgs(module, download) {
  const ours = path.join(module, "overlay");
  if (!existsSync(ours)) return [];
  /** @type {Replaced} */
  const replaced = JSON.parse(readFileSync(path.join(ours, "overlay.json"), "utf8"));
  const directories = await download(Object.keys(replaced));
  const build = local("build", `${path.basename(module)}-overlay`);
  mkdirSync(build, { recursive: true });
  const place = (/** @type {string} */ name) => path.join(build, "modules", name);
  const overlay = path.join(build, "overlay.json");
  write(overlay, JSON.stringify({ Replace: places(ours, replaced, directories, place) }));
  const goMod = path.join(build, "go.mod");
  const lines = Object.keys(replaced).map(
    (name) => `replace ${name} => ${JSON.stringify(place(name).replaceAll("\\", "/"))}\n`,
  );
  write(goMod, readFileSync(path.join(module, "go.mod"), "utf8") + lines.join(""));
  write(path.join(build, "go.sum"), readFileSync(path.join(module, "go.sum"), "utf8"));
  return ["-overlay", overlay, "-modfile", goMod];
}

/**
 * Writes a file unless it is so already: a go command that fetches modules may read it.
 * @param {string} file
 * @param {string} text
 */
function write(file, text) {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}

/**
 * Which file stands in which place.
 * @param {string} ours
 * @param {Replaced} replaced
 * @param {Directories} directories
 * @param {(module: string) => string} place
 * @returns {Record<string, string>}
 */
export function places(ours, replaced, directories, place) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const [module, hashes] of Object.entries(replaced)) {
    const directory = directories[module] ?? "";
    const wrong = Object.keys(hashes).filter(
      (file) => hash(path.join(directory, file)) !== hashes[file],
    );
    if (wrong.length > 0) throw overlayOutdated({ ours, module, directory, files: wrong });
    for (const file of new Set([...files(directory, unused), ...Object.keys(hashes)])) {
      const own = path.join(ours, module, file);
      const actual = file in hashes ? own : path.join(directory, file);
      if (existsSync(actual)) found[path.join(place(module), file)] = actual;
    }
  }
  return found;
}

/** @param {string} file */
function hash(file) {
  if (!existsSync(file)) return "";
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
