// Runs a command and measures it with all processes that it starts: wall time, CPU time, peak memory.
import { spawn } from "node:child_process";
import { performance } from "node:perf_hooks";
import { Failure, indent } from "../../toolchain/lib/failures.mjs";
import { later } from "./cleanup.mjs";
import { commandLine, engineCpu, processIds, stat } from "./proc.mjs";

/**
 * @typedef {object} Usage
 * @property {number} seconds of wall time
 * @property {number} cpu seconds of all its processes
 * @property {number} memory the largest sum of their resident sets, MB
 * @property {number} engine CPU seconds of the Docker engine and containerd meanwhile
 * @property {ProcessUsage[]} processes
 * @property {string} output
 *
 * @typedef {object} ProcessUsage
 * @property {string[]} command
 * @property {number} from seconds after the start of the command
 * @property {number} to
 * @property {number} cpu
 * @property {number} memory its largest resident set, MB
 */

const MB = 1e6;

/**
 * Runs a command to its end. A failure of the command is a failure of the bench.
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, every?: number, codes?: number[] }} options every: the
 *   milliseconds between two looks at the processes; codes: the exit codes of a success
 * @returns {Promise<Usage>}
 */
export async function measured(file, args, { cwd, env, every = 100, codes = [0] }) {
  const before = { engine: engineCpu(), reaped: stat("self")?.reaped ?? 0 };
  const started = performance.now();
  // A session of its own tells its processes from others, and keeps Ctrl-C from them.
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const tree = watch(child.pid ?? 0, every);
  const undo = later(() => tree.kill());
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      output += text;
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const seconds = (performance.now() - started) / 1000;
  const { processes, memory } = tree.stop();
  await undo();
  if (!codes.includes(code)) throw commandFailed([file, ...args], code, output);
  const sampled = processes.reduce((sum, process) => sum + process.cpu, 0);
  const reaped = (stat("self")?.reaped ?? 0) - before.reaped;
  // What ends between two looks counts once it is waited for; what nothing waits for was looked at.
  const cpu = Math.max(sampled, reaped);
  return { seconds, cpu, memory, engine: engineCpu() - before.engine, processes, output };
}

/**
 * @param {string[]} command
 * @param {number | null} code
 * @param {string} output
 */
function commandFailed(command, code, output) {
  const last = output.trim().split("\n").slice(-30).join("\n");
  return new Failure(`${command.join(" ")} ended with ${code}:\n${indent(last)}`);
}

/**
 * Looks at a process and what it starts, until it is stopped.
 * @param {number} root the first process of a session
 * @param {number} every
 */
function watch(root, every) {
  /** @type {Map<number, ProcessUsage>} */
  const known = new Map();
  /** @type {Set<number>} */
  const others = new Set(processIds().filter((pid) => pid !== root));
  const zero = stat(root)?.started ?? 0;
  const started = performance.now();
  let memory = 0;
  const look = () => {
    for (const pid of processIds()) {
      if (known.has(pid) || others.has(pid)) continue;
      const found = stat(pid);
      if (!found) continue;
      const ours = pid === root || found.session === root || known.has(found.parent);
      if (!ours) others.add(pid);
      else known.set(pid, { command: [], from: found.started - zero, to: 0, cpu: 0, memory: 0 });
    }
    memory = Math.max(memory, update(known, (performance.now() - started) / 1000));
  };
  look();
  const timer = setInterval(look, every);
  return {
    stop: () => {
      clearInterval(timer);
      const processes = [...known.values()];
      known.clear();
      return { processes, memory };
    },
    kill: () => {
      clearInterval(timer);
      for (const pid of known.keys()) stop(pid);
    },
  };
}

/**
 * Records what the processes have used; returns the sum of their resident sets in MB.
 * @param {Map<number, ProcessUsage>} known
 * @param {number} now
 */
function update(known, now) {
  let sum = 0;
  for (const [pid, usage] of known) {
    const found = stat(pid);
    if (!found) continue;
    // A process that has just started may not have its command yet.
    const command = commandLine(pid);
    if (command.length > 0) usage.command = command;
    usage.to = now;
    usage.cpu = found.cpu;
    usage.memory = Math.max(usage.memory, found.memory / MB);
    sum += found.memory / MB;
  }
  return sum;
}

/** @param {number} pid */
function stop(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}
