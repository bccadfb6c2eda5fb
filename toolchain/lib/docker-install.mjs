// @ts-check
// Installs, starts and stops a Docker engine on Debian and Ubuntu.
import { spawn } from "node:child_process";
import { existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { apt } from "./apt.mjs";
import { dockerAt } from "./docker.mjs";
import { platformSocket } from "./docker-host.mjs";
import { engineInstallFailed } from "./failures.mjs";
import { local, logFile } from "./paths.mjs";
import { poll } from "./poll.mjs";
import { say, step } from "./progress.mjs";
import { run } from "./run.mjs";

const pidFile = () => local("dockerd.pid");

/** The content of the file where systemd runs the engine, instead of a process id. */
const BY_SYSTEMD = "systemd\n";

/** @param {string} file */
const isThere = async (file) => (await run(file, ["--version"])).code === 0;

/**
 * Installs Debian's engine where it is missing, and a client where the engine brings none.
 * @param {boolean} noCommand the docker command is missing
 */
export async function installEngine(noCommand) {
  if (await isThere("dockerd")) return;
  await step("Installing the Docker engine", async (tell) => {
    await apt(tell, ["update"]);
    await apt(tell, ["install", "-y", "--no-install-recommends", "docker.io", "iptables"]);
    if (noCommand && !(await isThere("docker"))) await apt(tell, ["install", "-y", "docker-cli"]);
  });
}

/**
 * Starts the engine, by systemd where the machine has it, and waits until the engine answers.
 * @param {() => Promise<boolean>} answers
 */
export async function startEngine(answers) {
  await step("Starting the Docker engine", async () => {
    if (existsSync("/run/systemd/system")) return viaSystemd(answers);
    clearStalePid();
    const log = logFile("dockerd.log");
    const output = openSync(log, "a");
    const child = spawn("dockerd", [], { detached: true, stdio: ["ignore", output, output] });
    writeFileSync(pidFile(), `${child.pid}\n`);
    child.unref();
    let failed = false;
    child.once("error", () => {
      failed = true;
    });
    const gone = () => failed || child.exitCode !== null;
    if (await until(answers, gone)) return;
    rmSync(pidFile(), { force: true });
    const lines = readFileSync(log, "utf8").trim().split("\n").slice(-5).join("\n");
    throw engineInstallFailed({ what: "dockerd", output: lines, log });
  });
}

/**
 * Removes the process id that a killed dockerd left: the next dockerd refuses to start once another
 * process has that number.
 */
function clearStalePid() {
  const file = "/var/run/docker.pid";
  if (!existsSync(file)) return;
  if (!isDockerd(Number.parseInt(readFileSync(file, "utf8"), 10))) rmSync(file, { force: true });
}

/** @param {() => Promise<boolean>} answers */
async function viaSystemd(answers) {
  const { code, stderr } = await run("systemctl", ["start", "docker"]);
  const log = logFile("systemctl.log");
  writeFileSync(log, stderr);
  writeFileSync(pidFile(), BY_SYSTEMD);
  if (code === 0 && (await until(answers, () => false))) return;
  rmSync(pidFile(), { force: true });
  throw engineInstallFailed({ what: "systemctl start docker", output: stderr, log });
}

/**
 * @param {() => Promise<boolean>} answers
 * @param {() => boolean} gone
 */
function until(answers, gone) {
  const look = async () => (await answers()) || (gone() ? false : undefined);
  return poll(look, { interval: 500, timeout: 60_000 });
}

/** Stops the engine that an earlier command started, unless containers run on it. */
export async function stopEngine() {
  const bySystemd = existsSync(pidFile()) && readFileSync(pidFile(), "utf8") === BY_SYSTEMD;
  const pid = bySystemd ? undefined : recordedPid();
  if (!bySystemd && !pid) return;
  const { code, stdout } = await dockerAt({ address: platformSocket() })(["ps", "--quiet"]);
  if (code !== 0) return;
  const containers = stdout.trim().split("\n").filter(Boolean).length;
  if (containers > 0) {
    say(`The Docker engine started here keeps running: it has ${containers} running container(s).`);
    return;
  }
  if (pid) await stopProcess(pid);
  else await run("systemctl", ["stop", "docker.socket", "docker"]);
  rmSync(pidFile(), { force: true });
  say("Stopped the Docker engine that was started here.");
}

/** @param {number} pid */
async function stopProcess(pid) {
  process.kill(pid, "SIGTERM");
  await poll(() => !isDockerd(pid) || undefined, { interval: 250, timeout: 30_000 });
}

/** The process id of a dockerd of ours that still runs. */
function recordedPid() {
  if (!existsSync(pidFile())) return undefined;
  const pid = Number.parseInt(readFileSync(pidFile(), "utf8"), 10);
  if (isDockerd(pid)) return pid;
  rmSync(pidFile(), { force: true });
  return undefined;
}

/** @param {number} pid */
function isDockerd(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.includes("(dockerd)") && !stat.includes(") Z ");
  } catch {
    return false;
  }
}
