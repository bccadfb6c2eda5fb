// @ts-check
// The paths of the project, and of its one folder for local files.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of Pulumi.yaml and package.json. */
export const projectDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * A path under `.gatehouse/`, the project's folder for files that are not committed. The environment
 * variable GATEHOUSE_DIR replaces that folder.
 * @param {string[]} parts
 */
export function local(...parts) {
  const dir = process.env.GATEHOUSE_DIR || path.join(projectDir, ".gatehouse");
  return path.join(path.resolve(dir), ...parts);
}

/** Pulumi's home: the engine and the provider plugins of this project only. */
export const pulumiHome = () => local("home");

/** Pulumi's file backend: the state of the stacks. */
export const stateDir = () => local("state");

/** @param {string} stack */
export const stackFile = (stack) => path.join(projectDir, `Pulumi.${stack}.yaml`);

/** @param {string} name */
export const executable = (name) => (process.platform === "win32" ? `${name}.exe` : name);

/**
 * A path as a person in the project's folder would write it.
 * @param {string} file
 */
export function shown(file) {
  const relative = path.relative(process.cwd(), file);
  return relative === "" || relative.startsWith("..") || path.isAbsolute(relative)
    ? file
    : relative;
}

/**
 * The file for the output of another program.
 * @param {string} name
 */
export function logFile(name) {
  mkdirSync(local("logs"), { recursive: true });
  return local("logs", name);
}
