// One measurement of the load generator, nghttp2's h2load, which speaks http/1.1 and h2.
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { succeed } from "./debian.mjs";

/**
 * @typedef {object} Load
 * @property {number} port on the loopback address
 * @property {string} host
 * @property {string} path
 * @property {boolean} plain without TLS
 * @property {"http/1.1" | "h2"} protocol
 * @property {number} connections each with one request at a time
 * @property {number} seconds
 * @property {string[]} headers
 *
 * @typedef {object} Measured
 * @property {number} perSecond
 * @property {number} p50 milliseconds
 * @property {number} p99 milliseconds
 * @property {number} requests
 */

const WARM_UP = 0.2;

/**
 * Sends requests for some seconds. Throws if one fails.
 * @param {import("./debian.mjs").Programs} programs
 * @param {Load} load
 * @returns {Promise<Measured>}
 */
export async function measure(programs, load) {
  const log = path.join(tmpdir(), `gatehouse-bench-${process.pid}.log`);
  rmSync(log, { force: true });
  const env = { ...process.env, LD_LIBRARY_PATH: programs.libraries };
  try {
    const args = [...arguments_(load), `--log-file=${log}`, url(load)];
    await succeed(programs.file("/usr/bin/h2load"), args, undefined, env);
    return summary(readFileSync(log, "utf8"), load);
  } finally {
    rmSync(log, { force: true });
  }
}

/** @param {Load} load */
const url = ({ plain, host, port, path }) => `${plain ? "http" : "https"}://${host}:${port}${path}`;

/** @param {Load} load */
function arguments_({ protocol, connections, seconds, headers, port }) {
  return [
    ...(protocol === "h2" ? [] : ["--h1"]),
    `--clients=${connections}`,
    `--connect-to=127.0.0.1:${port}`,
    `--duration=${Math.round((seconds + WARM_UP) * 1_000)}ms`,
    ...headers.map((header) => `--header=${header}`),
  ];
}

/**
 * The figures of a log, a line for each response: when its request began, the status, how long it took, all
 * in µs. The responses of the warm-up only count as requests.
 * @param {string} text
 * @param {Load} load
 */
function summary(text, { host, path, protocol, seconds }) {
  const lines = text
    .trim()
    .split("\n")
    .map((line) => line.split("\t").map(Number));
  const failed = lines.find(([, status]) => status !== 200);
  if (failed || lines.length < 2) {
    throw new Error(`${host}${path}, ${protocol}: ${failed ? `status ${failed[1]}` : "no answer"}`);
  }
  const responses = lines.map(([began = 0, , took = 0]) => ({ end: began + took, took }));
  const begin = Math.min(...lines.slice(0, 1_000).map(([began = 0]) => began)) + WARM_UP * 1e6;
  const end = begin + seconds * 1e6;
  const times = responses
    .filter((response) => response.end >= begin && response.end < end)
    .map(({ took }) => took)
    .sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => (times[Math.floor(times.length * share)] ?? 0) / 1e3;
  return {
    perSecond: times.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    requests: lines.length,
  };
}
