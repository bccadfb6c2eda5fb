// The machine and the engine on which a bench ran.
import { cpus, release, totalmem, type } from "node:os";

/**
 * @typedef {object} Machine
 * @property {string} cpu
 * @property {number} cores
 * @property {string} memory
 * @property {string} kernel
 * @property {string} node
 * @property {string} docker the engine's version, "" for a bench without it
 */

/**
 * @param {import("../../toolchain/lib/setup.mjs").Ready | undefined} ready
 * @returns {Promise<Machine>}
 */
export async function machine(ready) {
  const args = ["version", "--format", "{{.Server.Version}}"];
  const docker = ready ? (await ready.engine.docker(args)).stdout.trim() : "";
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    kernel: `${type()} ${release()}`,
    node: process.versions.node,
    docker,
  };
}
