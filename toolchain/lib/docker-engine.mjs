// @ts-check
// Finds the Docker engine of a stack; on Debian and Ubuntu, installs and starts a missing one.
import { isDebian, mayInstall, readOsRelease } from "./apt.mjs";
import { ask, dockerAt } from "./docker.mjs";
import { dockerHost } from "./docker-host.mjs";
import { installEngine, startEngine } from "./docker-install.mjs";
import { engineNotReachable, wrongContainers } from "./failures.mjs";

/**
 * @typedef {object} Engine
 * @property {string} address
 * @property {import("./docker.mjs").Docker} docker
 * @property {string} os
 * @property {string} arch
 * @property {boolean} started whether this call started it
 */

/**
 * The engine of a stack, once it answers. Installs and starts one where the stack configures none, none
 * answers and this machine is Debian or Ubuntu.
 * @param {string} stack
 * @returns {Promise<Engine>}
 */
export async function ensureEngine(stack) {
  const host = dockerHost(stack);
  const docker = dockerAt(host);
  const first = await ask(docker);
  if (first.answers) return checked({ ...first, address: host.address, docker, started: false });
  if (host.configured || !mayInstall()) throw notReachable(host, first);
  await installEngine(first.noCommand);
  await startEngine(async () => (await ask(docker)).answers);
  const second = await ask(docker);
  if (!second.answers) throw notReachable(host, second);
  return checked({ ...second, address: host.address, docker, started: true });
}

/** @param {Engine} engine */
function checked(engine) {
  if (engine.os !== "linux") throw wrongContainers(engine);
  return engine;
}

/**
 * @param {import("./docker-host.mjs").DockerHost} host
 * @param {{ reason: string, noCommand: boolean }} answer
 */
function notReachable(host, { reason, noCommand }) {
  return engineNotReachable({
    address: host.address,
    from: host.from,
    reason,
    advice: advice({ host, reason, noCommand, osRelease: readOsRelease() }),
  });
}

/**
 * The steps that may make the engine answer, the most likely first.
 * @param {object} facts
 * @param {import("./docker-host.mjs").DockerHost} facts.host
 * @param {string} facts.reason
 * @param {boolean} facts.noCommand
 * @param {string} facts.osRelease
 * @param {NodeJS.Platform} [facts.platform]
 */
export function advice({ host, reason, noCommand, osRelease, platform = process.platform }) {
  if (host.configured && !noCommand) {
    return [`Start the engine there, or correct ${host.from}.`];
  }
  const lines = [];
  if (/permission denied/i.test(reason)) {
    lines.push("Join the group that may use it: sudo usermod -aG docker $USER, then log in again.");
  } else if (platform === "linux") {
    const install = isDebian(osRelease)
      ? "sudo apt-get install docker.io"
      : "https://docs.docker.com/engine/install/";
    lines.push("Start it: sudo systemctl start docker", `Or install it: ${install}`);
  } else {
    lines.push(
      "Start Docker Desktop, or install it: https://docs.docker.com/get-started/get-docker/",
    );
  }
  return lines;
}
