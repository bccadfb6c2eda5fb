// @ts-check
// Starts other programs.
import { spawn } from "node:child_process";

/**
 * @typedef {object} Options
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [onLine] receives each line of either output
 * @property {number} [timeout] milliseconds
 * @property {boolean} [shell] only for a command that is a script on Windows
 *
 * @typedef {object} Result
 * @property {number} code 127 where the command does not exist, 124 after the timeout
 * @property {string} stdout
 * @property {string} stderr
 * @property {boolean} missing the command does not exist
 */

/**
 * Runs a command and collects its output.
 * @param {string} command
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<Result>}
 */
export function run(command, args, { onLine, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const stdout = collect(child.stdout, onLine);
    const stderr = collect(child.stderr, onLine);
    child.on("error", (error) => {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") reject(error);
      else resolve({ code: 127, stdout: "", stderr: `${command}: not found`, missing: true });
    });
    child.on("close", (code) =>
      resolve({ code: code ?? 124, stdout: stdout(), stderr: stderr(), missing: false }),
    );
  });
}

/**
 * @param {import("node:stream").Readable} stream
 * @param {((line: string) => void) | undefined} onLine
 */
function collect(stream, onLine) {
  let text = "";
  let rest = "";
  stream.setEncoding("utf8").on("data", (/** @type {string} */ chunk) => {
    text += chunk;
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (onLine) lines.forEach(onLine);
  });
  return () => text;
}

/**
 * Runs a command on this terminal and returns its exit code. An interrupt of the terminal reaches the
 * command, and this process waits for its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, output?: "stdout" | "stderr" }} [options]
 *   output: where the command's standard output goes
 * @returns {Promise<number>}
 */
export function attach(command, args, { output = "stdout", ...options } = {}) {
  return new Promise((resolve, reject) => {
    const stdout = output === "stdout" ? "inherit" : 2;
    const child = spawn(command, args, { ...options, stdio: ["inherit", stdout, "inherit"] });
    const stay = () => {};
    const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    process.on("SIGINT", stay).on("SIGTERM", pass).on("SIGHUP", pass);
    const done = () => process.off("SIGINT", stay).off("SIGTERM", pass).off("SIGHUP", pass);
    child.on("error", (error) => {
      done();
      reject(error);
    });
    child.on("close", (code) => {
      done();
      resolve(code ?? 1);
    });
  });
}
