// @ts-check
// Which Docker engine: the stack's configuration, else DOCKER_HOST, else the platform's socket.
import { existsSync, readFileSync } from "node:fs";
import { stackFile } from "./paths.mjs";

/**
 * @typedef {object} DockerHost
 * @property {string} address
 * @property {string} from where the address was found
 * @property {boolean} configured false for the platform's socket
 */

/**
 * The value of `docker:host` in the text of a Pulumi.<stack>.yaml.
 * @param {string} yaml
 */
export function configuredHost(yaml) {
  const value = /^\s+["']?docker:host["']?:[ \t]*(.+)$/m.exec(yaml)?.[1]?.trim();
  if (!value) return undefined;
  const quoted = /^(["'])(.*?)\1/.exec(value);
  return quoted ? quoted[2] : value.replace(/\s+#.*$/, "");
}

/** @param {NodeJS.Platform} [platform] */
export const platformSocket = (platform = process.platform) =>
  platform === "win32" ? "npipe:////./pipe/docker_engine" : "unix:///var/run/docker.sock";

/**
 * @param {string} stack
 * @returns {DockerHost}
 */
export function dockerHost(stack, file = stackFile(stack), env = process.env) {
  const inFile = existsSync(file) ? configuredHost(readFileSync(file, "utf8")) : undefined;
  if (inFile)
    return { address: inFile, from: `docker:host in Pulumi.${stack}.yaml`, configured: true };
  if (env.DOCKER_HOST) return { address: env.DOCKER_HOST, from: "DOCKER_HOST", configured: true };
  return { address: platformSocket(), from: "the platform's socket", configured: false };
}

/**
 * The machine where the engine publishes its ports, seen from here.
 * @param {string} address
 */
export function dockerMachine(address) {
  const remote = /^(?:tcp|ssh|https?):\/\//.test(address) ? new URL(address).hostname : "";
  return remote || "127.0.0.1";
}
