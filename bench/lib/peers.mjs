// The programs that people would use instead: built from Go modules into .gatehouse/bin, or found.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Failure } from "../../toolchain/lib/failures.mjs";
import { goBuild, moduleDir } from "../../toolchain/lib/go.mjs";
import { executable, local, projectDir } from "../../toolchain/lib/paths.mjs";
import { step } from "../../toolchain/lib/progress.mjs";
import { run } from "../../toolchain/lib/run.mjs";
import { fingerprint } from "../../toolchain/lib/versions.mjs";

/**
 * @typedef {object} GoPeer
 * @property {string} program the name of its file
 * @property {string} folder with go.mod and go.sum: of toolchain/, or an absolute path
 * @property {string} module whose version in go.mod is the peer's
 * @property {string} package
 * @property {string} [ldflags]
 *
 * @typedef {{ file: string, version: string }} Peer
 */

/**
 * The folder of a peer's go.mod in bench/peers/.
 * @param {string} name
 */
export const peerDir = (name) => path.join(projectDir, "bench/peers", name);

/**
 * Builds a peer, unless .gatehouse/ has it of these sources.
 * @param {GoPeer} peer
 * @returns {Promise<Peer>}
 */
export async function goPeer({ program, module, ...build }) {
  const folder = moduleDir(build.folder);
  const file = local("bin", executable(program));
  const stamp = local("stamps", `peer-${program}`);
  const sources = fingerprint(folder, { more: [build.package, build.ldflags ?? ""] });
  const version = moduleVersion(readFileSync(path.join(folder, "go.mod"), "utf8"), module);
  if (!existsSync(file) || !existsSync(stamp) || readFileSync(stamp, "utf8") !== sources) {
    await step(`Building ${program} ${version}`, (tell) =>
      goBuild({ ...build, output: file }, tell),
    );
    mkdirSync(path.dirname(stamp), { recursive: true });
    writeFileSync(stamp, sources);
  }
  return { file, version };
}

/**
 * The version of a module in a go.mod, also where it replaces another.
 * @param {string} goMod
 * @param {string} module
 */
function moduleVersion(goMod, module) {
  const [, rest = ""] = goMod.split(`${module} v`);
  return rest.split(/\s/)[0] ?? "";
}

/** Docker Compose. */
export const compose = () =>
  goPeer({
    program: "docker-compose",
    folder: "compose",
    module: "github.com/docker/compose/v2",
    package: "github.com/docker/compose/v2/cmd",
  });

/** Docker's provider for Terraform, at the commit on which the Docker provider of our builds stands. */
export const terraformProvider = () =>
  goPeer({
    program: "terraform-provider-docker",
    folder: peerDir("terraform-provider-docker"),
    module: "github.com/kreuzwerker/terraform-provider-docker",
    package: "github.com/terraform-providers/terraform-provider-docker",
  });

/**
 * A peer that is a command of this machine.
 * @param {{ program: string, args: string[], version: RegExp, advice: string }} peer `version` has the
 *   version as its group
 * @returns {Promise<Peer>}
 */
async function installedPeer({ program, args, version, advice }) {
  const { code, stdout, stderr, missing } = await run(program, args);
  const found = version.exec(stdout || stderr)?.[1];
  if (!missing && code === 0 && found) return { file: program, version: found };
  const what = missing
    ? `${program} is not installed, and this bench compares with it.`
    : `"${[program, ...args].join(" ")}" does not report its version.`;
  throw new Failure(`${what}\n${advice}`);
}

export const terraform = () =>
  installedPeer({
    program: "terraform",
    args: ["version"],
    version: /^Terraform v(\S+)/m,
    advice: "Get it from https://developer.hashicorp.com/terraform/install",
  });
