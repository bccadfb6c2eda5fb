// One measurement of the load generator, nghttp2's h2load, which speaks http/1.1 and h2.
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../../toolchain/lib/run.mjs";

/**
 * @typedef {object} Load
 * @property {number} port on the loopback address
 * @property {string} host
 * @property {string} path
 * @property {boolean} plain without TLS
 * @property {"http/1.1" | "h2"} protocol
 * @property {number} connections each with one request at a time
 * @property {number} requests
 * @property {string[]} headers
 *
 * @typedef {object} Measured
 * @property {number} perSecond
 * @property {number} p50 milliseconds
 * @property {number} p99 milliseconds
 */

/** Milliseconds that a measurement may take. */
const TIMEOUT = 120_000;
/** The share of the responses, the first ones, that pass while connections are being made. */
const WARM_UP = 0.2;

/**
 * Sends a number of requests. With a duration in place of the number, h2load can hang over TLS.
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
    const h2load = programs.file("/usr/bin/h2load");
    const { code, stdout } = await run(h2load, args, { env, timeout: TIMEOUT });
    if (code !== 0) throw new Error(`h2load ended with ${code}: ${stdout}`);
    return figures(readFileSync(log, "utf8"), load);
  } finally {
    rmSync(log, { force: true });
  }
}

/** @param {Load} load */
const url = ({ plain, host, port, path }) => `${plain ? "http" : "https"}://${host}:${port}${path}`;

/** @param {Load} load */
function arguments_({ protocol, connections, requests, headers, port }) {
  return [
    ...(protocol === "h2" ? [] : ["--h1"]),
    `--clients=${connections}`,
    `--requests=${requests}`,
    `--connect-to=127.0.0.1:${port}`,
    ...headers.map((header) => `--header=${header}`),
  ];
}

/**
 * The figures of a log: a line for each response, with the time when its request began, the status, and how
 * long it took, in µs.
 * @param {string} text
 * @param {Load} load
 */
function figures(text, { host, path, protocol, requests }) {
  const lines = text
    .trim()
    .split("\n")
    .map((line) => line.split("\t").map(Number));
  const failed = lines.find(([, status]) => status !== 200);
  if (failed || lines.length !== requests) {
    const how = failed ? `status ${failed[1]}` : `${lines.length} of ${requests} answers`;
    throw new Error(`${host}${path}, ${protocol}: ${how}`);
  }
  const responses = lines
    .map(([began = 0, , took = 0]) => ({ end: began + took, took }))
    .sort((a, b) => a.end - b.end)
    .slice(Math.floor(requests * WARM_UP));
  const [first, last] = [responses.at(0)?.end ?? 0, responses.at(-1)?.end ?? 0];
  const times = responses.map(({ took }) => took).sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => (times[Math.floor(times.length * share)] ?? 0) / 1e3;
  return {
    perSecond: ((responses.length - 1) / (last - first)) * 1e6,
    p50: at(0.5),
    p99: at(0.99),
  };
}
