// @ts-check
// Making a Docker engine answer: the one that is there, or on Debian and Ubuntu one of our own.
import { readFileSync } from "node:fs";
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
 * @property {boolean} started it runs because this call started it
 */

/**
 * The engine of a stack, answering. Installs and starts one where none was configured, none answers
 * and this machine is one where that is a matter of one package.
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

/** Debian, Ubuntu or a relative, as root. */
export function mayInstall(osRelease = readOsRelease(), uid = process.getuid?.()) {
  return uid === 0 && isDebian(osRelease);
}

/** @param {string} osRelease */
const isDebian = (osRelease) => /^ID(?:_LIKE)?=.*\b(?:debian|ubuntu)\b/m.test(osRelease);

function readOsRelease() {
  try {
    return readFileSync("/etc/os-release", "utf8");
  } catch {
    return "";
  }
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
 * What to start or to install, the most likely first.
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
