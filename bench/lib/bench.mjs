// The folder of what the benches share. This file says what a bench is; each is a module of `bench/`
// that exports one, as `bench`.

/**
 * @typedef {object} Bench
 * @property {string} title the heading of its section in docs/performance.md
 * @property {string} about Markdown above the tables: what is measured, how, and the peers
 * @property {boolean} [docker] false where it needs no Docker engine, no image and no Pulumi; default: true
 * @property {(run: Run) => Promise<Result>} measure takes away what it made, also when it throws; what
 *   an interrupt must take away, it registers with `later` of cleanup.mjs
 *
 * @typedef {object} Run
 * @property {number | undefined} rounds of --rounds; the bench has its own default
 * @property {{ sizes: number[] | undefined }} options of the command line; the bench has its own defaults
 * @property {(how: string) => void} progress says how far it is, such as "50 services, round 2 of 3"
 * @property {import("../../toolchain/lib/setup.mjs").Ready | undefined} ready the engine and the downloads,
 *   unless `docker` is false
 *
 * @typedef {object} Result
 * @property {Table[]} tables
 * @property {Record<string, string>} versions of what was measured, by name
 *
 * @typedef {object} Table
 * @property {string} title
 * @property {string[]} columns with the unit: "p99, ms"
 * @property {Cell[][]} rows
 * @property {string} [note] Markdown below the table
 * @property {Chart} [chart]
 *
 * @typedef {string | number | Figure | null} Cell a number is shown with three digits, null as "–"
 *
 * @typedef {object} Figure what `figure` of figures.mjs makes; shown as its median
 * @property {number} median
 * @property {number[]} all one for each round
 *
 * @typedef {object} Chart
 * @property {"line" | "bar"} kind
 * @property {{ title: string, values: (string | number)[] }} x
 * @property {string} y with the unit
 * @property {{ name: string, values: number[] }[]} series each with a value for each of `x`
 */

/** The benches, in the order of docs/performance.md. */
export const BENCHES = ["deployment", "start-up", "change", "regeneration", "data-plane", "labels"];

/** The scripts of this folder that print their own tables. */
export const SCRIPTS = ["faults", "hardening", "hosts", "protection", "updates"];
