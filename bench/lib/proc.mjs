// Reads /proc: what processes have used so far. Linux only.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { Failure } from "../../toolchain/lib/failures.mjs";

/**
 * @typedef {object} Stat
 * @property {number} parent
 * @property {number} session
 * @property {string} name
 * @property {number} cpu seconds of the process itself
 * @property {number} reaped seconds of its children that ended and that it waited for
 * @property {number} started seconds after the start of the machine
 * @property {number} memory its resident set, bytes
 */

/** @type {{ ticks: number, page: number } | undefined} */
let units;

function unitsOf() {
  const conf = (/** @type {string} */ name) => Number(execFileSync("getconf", [name]).toString());
  units ??= { ticks: conf("CLK_TCK"), page: conf("PAGESIZE") };
  return units;
}

/** Call it before anything slow. */
export function requireLinux(platform = process.platform) {
  if (platform === "linux") return;
  throw new Failure("This bench reads what processes use from /proc.\nRun it on Linux, or in WSL.");
}

/** The ids of all processes. */
export const processIds = () =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/**
 * @param {number | "self"} pid
 * @returns {Stat | undefined} nothing once the process has ended
 */
export function stat(pid) {
  const text = read(`/proc/${pid}/stat`);
  return text ? parseStat(text, unitsOf()) : undefined;
}

/**
 * @param {string} text
 * @param {{ ticks: number, page: number }} units
 * @returns {Stat}
 */
export function parseStat(text, { ticks, page }) {
  const end = text.lastIndexOf(")");
  // The third field, the state, comes after the name, which may have spaces.
  const fields = text.slice(end + 2).split(" ");
  const at = (/** @type {number} */ field) => Number(fields[field - 3]);
  return {
    name: text.slice(text.indexOf("(") + 1, end),
    parent: at(4),
    session: at(6),
    cpu: (at(14) + at(15)) / ticks,
    reaped: (at(16) + at(17)) / ticks,
    started: at(22) / ticks,
    memory: at(24) * page,
  };
}

/**
 * The arguments of a process; empty once it has ended.
 * @param {number} pid
 */
export const commandLine = (pid) =>
  (read(`/proc/${pid}/cmdline`) ?? "").split("\0").filter(Boolean);

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return undefined;
  }
}

/** Seconds that the Docker engine and containerd have used, as far as they run on this machine. */
export function engineCpu() {
  return processIds()
    .map((pid) => stat(pid))
    .filter((each) => each && /^(?:dockerd|containerd)$/.test(each.name))
    .reduce((sum, each) => sum + (each?.cpu ?? 0) + (each?.reaped ?? 0), 0);
}
