// @ts-check
// Which Docker engine: the stack's configuration, else DOCKER_HOST, else the platform's socket.
import { existsSync, readFileSync } from "node:fs";
import { stackFile } from "./paths.mjs";

/**
 * @typedef {object} DockerHost
 * @property {string} address
 * @property {string} from where the address was found
 * @property {boolean} configured false for the platform's socket
 * @property {string} [certPath] folder of the client's certificates, for tcp with TLS
 */

/**
 * The value of a key in the text of a Pulumi.<stack>.yaml.
 * @param {string} yaml
 * @param {string} key
 */
export function configured(yaml, key) {
  const value = new RegExp(`^\\s+["']?${key}["']?:[ \\t]*(.+)$`, "m").exec(yaml)?.[1]?.trim();
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
  const yaml = existsSync(file) ? readFileSync(file, "utf8") : "";
  const certPath = configured(yaml, "docker:certPath") || env.DOCKER_CERT_PATH;
  const inFile = configured(yaml, "docker:host");
  const place = inFile
    ? { address: inFile, from: `docker:host in Pulumi.${stack}.yaml`, configured: true }
    : env.DOCKER_HOST
      ? { address: env.DOCKER_HOST, from: "DOCKER_HOST", configured: true }
      : { address: platformSocket(), from: "the platform's socket", configured: false };
  return certPath ? { ...place, certPath } : place;
}

/**
 * The machine where the engine publishes its ports, seen from here.
 * @param {string} address
 */
export function dockerMachine(address) {
  const remote = /^(?:tcp|ssh|https?):\/\//.test(address) ? new URL(address).hostname : "";
  return remote || "127.0.0.1";
}
