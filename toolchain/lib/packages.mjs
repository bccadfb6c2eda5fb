// @ts-check
// The npm packages, exactly as the lockfile has them.
import { readFileSync } from "node:fs";
import path from "node:path";
import { packagesFailed } from "./failures.mjs";
import { projectDir } from "./paths.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lockfile */

/**
 * Whether every package of the lockfile is installed in its version. `installed` is the record that npm
 * keeps in node_modules.
 * @param {Lockfile} wanted
 * @param {Lockfile | undefined} installed
 */
export function complete(wanted, installed) {
  if (!installed) return false;
  return Object.entries(wanted.packages).every(
    ([place, { version, optional }]) =>
      place === "" || optional || installed.packages[place]?.version === version,
  );
}

/** @param {string} file */
function lockfile(file) {
  try {
    return JSON.parse(readFileSync(path.join(projectDir, file), "utf8"));
  } catch {
    return undefined;
  }
}

/** Installs the npm packages where one is missing. None needs an install script, so none runs one. */
export async function ensurePackages() {
  if (complete(lockfile("package-lock.json"), lockfile("node_modules/.package-lock.json"))) return;
  await step("Installing the npm packages", async () => {
    const { code, stdout, stderr } = await npm("ci", "--ignore-scripts", "--no-progress");
    if (code !== 0) throw packagesFailed(stderr || stdout);
  });
}

/**
 * Runs npm: the one that started this command, by its path, else the command, which on Windows is a
 * script and needs a shell.
 * @param {string[]} args
 */
function npm(...args) {
  const script = process.env.npm_execpath;
  return script?.endsWith(".js")
    ? run(process.execPath, [script, ...args], { cwd: projectDir })
    : run("npm", args, { cwd: projectDir, shell: process.platform === "win32" });
}
