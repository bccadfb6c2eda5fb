// Installs this package in other programs, packed as npm publishes it.
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { Failure, indent } from "../../../toolchain/lib/failures.mjs";
import { projectDir } from "../../../toolchain/lib/paths.mjs";
import { run } from "../../../toolchain/lib/run.mjs";

/**
 * Packs the checkout.
 * @param {string} folder for the tarball
 * @returns {Promise<string>} the tarball
 */
export async function pack(folder) {
  const args = ["pack", "--json", "--pack-destination", folder];
  const script = process.env.npm_execpath;
  const [file, first] = script?.endsWith(".js") ? [process.execPath, [script]] : ["npm", []];
  const { code, stdout, stderr } = await run(file, [...first, ...args], { cwd: projectDir });
  if (code !== 0) throw new Failure(`npm pack failed:\n${indent(stderr || stdout)}`);
  const { name, version } = JSON.parse(readFileSync(path.join(projectDir, "package.json"), "utf8"));
  return path.join(folder, `${name}-${version}.tgz`);
}

/**
 * Gives a program the package and what it depends on, in the versions of this checkout, as `npm install`
 * of the tarball would. It links them, since a copy takes long.
 * @param {string} folder of the program
 * @param {string} tarball
 */
export async function installDependencies(folder, tarball) {
  const own = path.join(folder, "node_modules/gatehouse");
  mkdirSync(own, { recursive: true });
  const args = ["-xzf", tarball, "--strip-components", "1", "-C", own];
  const { code, stderr } = await run("tar", args);
  if (code !== 0) throw new Failure(`Can't unpack ${tarball}:\n${indent(stderr)}`);
  for (const name of dependencies()) {
    const place = path.join(folder, "node_modules", name);
    mkdirSync(path.dirname(place), { recursive: true });
    symlinkSync(path.join(projectDir, "node_modules", name), place, "junction");
  }
}

/** The names of the packages that a program with this package gets, without what develops it. */
function dependencies() {
  /** @type {{ packages: Record<string, { dev?: boolean, devOptional?: boolean, optional?: boolean }> }} */
  const { packages } = JSON.parse(readFileSync(path.join(projectDir, "package-lock.json"), "utf8"));
  return Object.entries(packages)
    .filter(([, { dev, devOptional, optional }]) => !dev && !devOptional && !optional)
    .map(([place]) => /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(place)?.[1])
    .filter((name) => name !== undefined);
}
