// @ts-check
// The project's TypeScript: loads modules, and checks the program's types.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { typeErrors } from "./failures.mjs";
import { local, projectDir } from "./paths.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";
import { fingerprint } from "./versions.mjs";

const require = createRequire(import.meta.url);

/**
 * Loads a module of the project. Its types are not checked here: `npm test` does.
 * @param {string} file from the project's folder, without extension, with "/"
 */
export function loadTypeScript(file) {
  require("../../exports/typescript.js");
  return require(`${projectDir}/${file}`);
}

/** Folders of the project without a part of the program. */
const besides =
  /^(?:node_modules|test|toolchain|cli|bench|docs|dist|examples|experiments|templates|\..*)$/;

/** Files that the types depend on. */
const decisive = /\.ts$|^(?:package|package-lock|tsconfig[^/]*)\.json$/;

/**
 * Runs TypeScript's compiler. Throws a failure with what is wrong.
 * @param {string} config a configuration in toolchain/
 */
export async function compile(config) {
  const tsc = path.join(projectDir, "node_modules/typescript/bin/tsc");
  const args = [tsc, "--project", path.join(projectDir, "toolchain", config), "--pretty", "false"];
  const { code, stdout, stderr } = await run(process.execPath, args, { cwd: projectDir });
  if (code !== 0) throw typeErrors(stdout || stderr);
}

/** Checks the program's types, unless it has not changed since the last check that passed. */
export async function ensureTypes() {
  const sources = programSources();
  if (existsSync(stamp()) && readFileSync(stamp(), "utf8") === sources) return;
  await step("Checking the program's types", () => compile("program.tsconfig.json"));
  recordTypes(sources);
}

/** A hash of the files that the program's types depend on. */
export const programSources = () => fingerprint(projectDir, { skip: besides, only: decisive });

/**
 * Records that the types are right, so that the next command does not check them again.
 * @param {string} sources the hash of the files with these types
 */
export function recordTypes(sources) {
  mkdirSync(path.dirname(stamp()), { recursive: true });
  writeFileSync(stamp(), sources);
}

const stamp = () => local("stamps", "types");
