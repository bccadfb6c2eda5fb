// @ts-check
// The docker command for a given engine.
import path from "node:path";
import { run } from "./run.mjs";
import { sshWith } from "./ssh-command.mjs";

/**
 * @typedef {(args: string[], options?: import("./run.mjs").Options) => ReturnType<typeof run>} Docker
 */

/**
 * The docker command for this engine, whatever context it has chosen for itself.
 * @param {{ address: string, certPath?: string, sshOpts?: string[] }} host with a certPath, the client
 *   speaks TLS
 * @returns {Docker}
 */
export function dockerAt({ address, certPath, sshOpts = [] }) {
  const { DOCKER_CONTEXT: _, ...env } = process.env;
  const tls = certPath ? { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: certPath } : {};
  // The docker command takes no options for the ssh that it starts.
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
 * Asks the engine what it is.
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
