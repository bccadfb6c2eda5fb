// @ts-check
// The docker command for a given engine.

import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { local } from "./paths.mjs";
import { run } from "./run.mjs";

/**
 * @typedef {(args: string[], options?: import("./run.mjs").Options) => ReturnType<typeof run>} Docker
 */

/**
 * The docker command for this engine, whatever context its own configuration chooses.
 * @param {{ address: string, certPath?: string, sshOpts?: string[] }} host with a certPath, the client
 *   speaks TLS
 * @returns {Docker}
 */
export function dockerAt({ address, certPath, sshOpts = [] }) {
  const { DOCKER_CONTEXT: _, ...env } = process.env;
  const tls = certPath ? { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: certPath } : {};
  // The docker command starts ssh, and has no option for ssh's arguments.
  const ssh =
    sshOpts.length === 0
      ? {}
      : { PATH: `${sshWith(sshOpts)}${path.delimiter}${process.env.PATH ?? ""}` };
  return (args, options = {}) => {
    const own = { ...env, ...options.env, ...tls, ...ssh, DOCKER_HOST: address };
    return run("docker", args, { ...options, env: own });
  };
}

/**
 * @typedef {{ answers: true, os: string, arch: string } | { answers: false, reason: string, noCommand: boolean }} Answer
 */

/**
 * The engine's platform, or why it does not answer.
 * @param {Docker} docker
 * @returns {Promise<Answer>}
 */
export async function ask(docker) {
  const { code, stdout, stderr, missing } = await docker(
    ["version", "--format", "{{.Server.Os}} {{.Server.Arch}}"],
    { timeout: 20_000 },
  );
  const [os, arch] = stdout.trim().split(" ");
  if (code === 0 && os && arch) return { answers: true, os, arch };
  const reason = missing ? "The docker command is not installed." : stderr.trim();
  return { answers: false, reason: reason || "It did not answer within 20 s.", noCommand: missing };
}

/**
 * Writes a folder with an `ssh` that calls the person's own with these options first, for programs that
 * start `ssh` and have no option for its arguments.
 * @param {readonly string[]} options
 */
export function sshWith(options, platform = process.platform) {
  const ssh = found(platform === "win32" ? "ssh.exe" : "ssh");
  const [name, text] = platform === "win32" ? batch(ssh, options) : script(ssh, options);
  const folder = local("ssh", createHash("sha256").update(text).digest("hex").slice(0, 12));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, name), text);
  chmodSync(path.join(folder, name), 0o755);
  return folder;
}

/** @param {string} name */
function found(name) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.map((folder) => path.join(folder, name)).find(existsSync) ?? name;
}

/**
 * @param {string} ssh
 * @param {readonly string[]} options
 * @returns {[string, string]}
 */
function script(ssh, options) {
  const words = [ssh, ...options].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  return ["ssh", `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`];
}

/**
 * @param {string} ssh
 * @param {readonly string[]} options
 * @returns {[string, string]}
 */
function batch(ssh, options) {
  const words = [ssh, ...options].map((word) => `"${word.replaceAll("%", "%%")}"`);
  return ["ssh.cmd", `@${words.join(" ")} %*\r\n`];
}
