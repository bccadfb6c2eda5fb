// @ts-check
// The Docker host of a stack: the configured one, else the one that Docker's client chooses.
import { homedir } from "node:os";
import { hostUnusable } from "./failures.mjs";
import { stackFile } from "./paths.mjs";
import { stackConfig } from "./stack-file.mjs";
import { loadTypeScript } from "./typescript.mjs";

/**
 * @typedef {object} DockerHost
 * @property {string} address
 * @property {string} from the setting or the environment variable that has the address
 * @property {boolean} configured false for the platform's socket
 * @property {string} [certPath] folder of the client's certificates, for tcp with TLS
 * @property {string[]} [sshOpts] arguments of the ssh command, for ssh
 */

/** @param {NodeJS.Platform} [platform] */
export const platformSocket = (platform = process.platform) =>
  platform === "win32" ? "npipe:////./pipe/docker_engine" : "unix:///var/run/docker.sock";

/**
 * The Docker host of a stack, resolved as its program does it. Needs the project's packages.
 * @param {string} stack
 * @returns {DockerHost}
 */
export function dockerHost(stack, file = stackFile(stack), env = process.env) {
  const { toConfiguredHost } = loadTypeScript("components/provider/docker-host-args");
  const { resolveWithSource } = loadTypeScript("components/docker/host/host");
  const config = stackConfig(file);
  const typed = config["gatehouse:host"];
  const setting = typed === undefined ? "docker:host" : "gatehouse:host";
  const around = { environment: env, platform: process.platform, home: homedir() };
  try {
    const { host, source, context } = resolveWithSource(
      typed === undefined ? untyped(config) : toConfiguredHost(Object(typed)),
      around,
    );
    const { url: address, ...access } = host;
    const place = source === "configuration" ? `${setting} in Pulumi.${stack}.yaml` : source;
    const from = context === undefined ? place : `context "${context}" of ${place}`;
    return { address, from, configured: source !== "the platform's socket", ...access };
  } catch (error) {
    throw hostUnusable({ stack, reason: error instanceof Error ? error.message : String(error) });
  }
}

/** @param {Record<string, unknown>} config */
function untyped(config) {
  return {
    host: config["docker:host"],
    certPath: config["docker:certPath"],
    sshOpts: config["docker:sshOpts"],
  };
}

/**
 * The machine where the engine publishes its ports, seen from here.
 * @param {string} address
 */
export function dockerMachine(address) {
  const remote = /^(?:tcp|ssh|https?):\/\//.test(address) ? new URL(address).hostname : "";
  return remote || "127.0.0.1";
}
