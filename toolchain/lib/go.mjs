// @ts-check
// Builds a Go program of toolchain/ with its pinned modules.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildFailed, goNeeded } from "./failures.mjs";
import { logFile, projectDir } from "./paths.mjs";
import { sweep, unfinished } from "./processes.mjs";
import { run } from "./run.mjs";
import { compareVersions, neededGo } from "./versions.mjs";

/**
 * @typedef {object} Build
 * @property {string} folder the module: a folder of toolchain/, or an absolute path
 * @property {string} package
 * @property {string} output the program's file
 * @property {string} [ldflags]
 * @property {{ os: string, arch: string }} [target] default: this machine
 */

/** @param {string} folder */
export const moduleDir = (folder) => path.resolve(projectDir, "toolchain", folder);

/**
 * Checks that Go is new enough for our modules. A Go that fetches newer versions by itself is.
 * @param {string[]} unreachable the hosts without which the project needs Go
 */
export async function requireGo(unreachable) {
  const needed = neededGo();
  const asIs = await goEnvVersion();
  if (asIs && compareVersions(asIs, needed) >= 0) return;
  throw goNeeded({ needed, found: asIs ?? (await goEnvVersion("local")), unreachable });
}

/** @param {string} [toolchain] */
async function goEnvVersion(toolchain) {
  const { code, stdout } = await run("go", ["env", "GOVERSION"], {
    cwd: moduleDir("caddy"),
    env: { ...process.env, ...(toolchain ? { GOTOOLCHAIN: toolchain } : {}) },
  });
  return code === 0 ? stdout.trim().replace(/^go/, "") : undefined;
}

/**
 * Builds one program, and reports how many modules it has fetched and packages it has compiled.
 * @param {Build} build
 * @param {(how: string) => void} tell
 */
export async function goBuild(build, tell) {
  const folder = path.dirname(build.output);
  mkdirSync(folder, { recursive: true });
  sweep(folder);
  const partial = unfinished(build.output);
  const args = ["build", "-mod=readonly", "-trimpath", "-v", "-o", partial];
  args.push("-ldflags", `-s -w ${build.ldflags ?? ""}`.trim(), build.package);
  const count = counter(tell);
  const { code, stderr } = await run("go", args, {
    cwd: moduleDir(build.folder),
    env: goEnv(build),
    onLine: count,
  });
  const log = logFile(`build-${path.basename(build.output)}.log`);
  writeFileSync(log, stderr);
  if (code !== 0) {
    throw buildFailed({
      program: path.basename(build.output),
      code,
      output: complaint(stderr),
      log,
    });
  }
  renameSync(partial, build.output);
}

/** @param {Build} build */
function goEnv({ target }) {
  const { GOOS: _os, GOARCH: _arch, ...env } = process.env;
  const here = { ...env, CGO_ENABLED: "0", GOWORK: "off" };
  return target ? { ...here, GOOS: target.os, GOARCH: target.arch } : here;
}

/** @param {(how: string) => void} tell */
function counter(tell) {
  let fetched = 0;
  let compiled = 0;
  return (/** @type {string} */ line) => {
    if (line.startsWith("go: downloading ")) fetched += 1;
    else compiled += 1;
    const parts = [
      fetched > 0 ? `${fetched} modules fetched` : "",
      compiled > 0 ? `${compiled} packages compiled` : "",
    ];
    tell(parts.filter(Boolean).join(", "));
  };
}

/**
 * The errors of go build: its output without the modules it fetched and the packages it compiled.
 * @param {string} output
 */
export function complaint(output) {
  const lines = output
    .split("\n")
    .filter((line) => /\s/.test(line) && !line.startsWith("go: downloading "));
  return lines.slice(-15).join("\n");
}
