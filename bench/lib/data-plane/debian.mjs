// Everything of the bench data-plane but the order of its measurements. This file unpacks programs of
// Debian into .gatehouse/debian/, without installing them.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { apt, mayInstall } from "../../../toolchain/lib/apt.mjs";
import { Failure } from "../../../toolchain/lib/failures.mjs";
import { local } from "../../../toolchain/lib/paths.mjs";
import { run } from "../../../toolchain/lib/run.mjs";

/**
 * @typedef {object} Programs
 * @property {(file: string) => string} file the unpacked file of a path such as /usr/bin/h2load
 * @property {string} libraries for LD_LIBRARY_PATH
 * @property {Record<string, string>} versions by package
 */

/**
 * Unpacks packages, and those that they need and this machine lacks.
 * @param {string[]} packages
 * @param {(how: string) => void} tell
 * @returns {Promise<Programs>}
 */
export async function unpack(packages, tell) {
  const folder = local("debian", packages.join("+"));
  const [archives, root] = [path.join(folder, "archives"), path.join(folder, "root")];
  const done = path.join(folder, "done");
  if (!existsSync(done)) {
    if (!mayInstall()) {
      const reason = "nginx, haproxy and the load generator are Debian's packages";
      throw new Failure(`This bench needs Debian or Ubuntu, and root: ${reason}.`);
    }
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(archives, { recursive: true });
    await apt(tell, ["update"]);
    await succeed("apt-get", ["download", ...(await needed(packages))], archives);
    for (const archive of readdirSync(archives)) {
      await succeed("dpkg", ["--extract", path.join(archives, archive), root], archives);
    }
    writeFileSync(done, "");
  }
  const names = readdirSync(archives).map((archive) => archive.split("_"));
  const versions = Object.fromEntries(names.map(([name, version = ""]) => [name, version]));
  return {
    file: (file) => path.join(root, file),
    libraries: libraryFolders(root).join(":"),
    versions: Object.fromEntries(packages.map((name) => [name, versions[name] ?? ""])),
  };
}

/** The packages that an installation would install. @param {string[]} packages */
async function needed(packages) {
  const args = ["install", "--simulate", "--reinstall", "--no-install-recommends", ...packages];
  const output = await succeed("apt-get", args);
  return [...output.matchAll(/^Inst (\S+)/gm)].flatMap(([, name]) => name ?? []);
}

/** @param {string} root */
function libraryFolders(root) {
  const libraries = path.join(root, "usr/lib");
  const machines = readdirSync(libraries).filter((name) => name.endsWith("-linux-gnu"));
  return machines.map((name) => path.join(libraries, name));
}

/**
 * Runs a command that must succeed, and returns its output.
 * @param {string} command
 * @param {string[]} args
 * @param {string} [cwd]
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function succeed(command, args, cwd, env = process.env) {
  const { code, stdout, stderr } = await run(command, args, { cwd, env });
  if (code === 0) return stdout;
  throw new Failure(`"${[command, ...args].join(" ")}" failed:\n${stderr || stdout}`);
}
