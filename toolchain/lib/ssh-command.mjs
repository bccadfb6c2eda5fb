// @ts-check
// An ssh command with options of its own, for programs that start `ssh` and take none.
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { local } from "./paths.mjs";

/**
 * A folder with an `ssh` that is the person's, called with these options first.
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
