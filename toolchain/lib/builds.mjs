// @ts-check
// Builds the missing programs and images one after the other.
import { statSync } from "node:fs";
import path from "node:path";
import { fetchModules, moduleDir } from "./go.mjs";
import { step } from "./progress.mjs";

/**
 * @typedef {object} Job
 * @property {string} title
 * @property {import("./go.mjs").Build[]} builds of one module
 * @property {(tell: (how: string) => void, compiled: () => void) => Promise<void>} work calls `compiled`
 *   once all packages are compiled, and the rest keeps only one core busy
 */

/**
 * Does all jobs. The one with the fewest modules comes first, and the modules of the others are fetched
 * meanwhile. A job starts while the one before it links.
 * @param {Job[]} jobs
 */
export async function buildAll(jobs) {
  const ordered = byModules(jobs);
  const fetching = fetchAhead(ordered.slice(1));
  /** @type {Promise<void>[]} */
  const running = [];
  try {
    for (const [index, { title, work }] of ordered.entries()) {
      await /** @type {Promise<void>} */ (
        new Promise((next, fail) => {
          const place = `(${index + 1} of ${ordered.length})`;
          const job = step(`Building ${title} ${place}`, (tell) => work(tell, next));
          job.then(next, fail);
          running.push(job);
        })
      );
    }
  } finally {
    await Promise.allSettled([fetching, ...running]);
  }
  await Promise.all(running);
}

/** @param {Job[]} jobs */
async function fetchAhead(jobs) {
  for (const build of jobs.flatMap(({ builds }) => builds)) await fetchModules(build);
}

/**
 * The jobs, first those with the fewest modules.
 * @template {{ builds: { folder: string }[] }} T
 * @param {T[]} jobs
 * @param {(folder: string) => number} [size]
 */
export const byModules = (jobs, size = sumSize) =>
  jobs.toSorted((a, b) => size(a.builds[0]?.folder ?? "") - size(b.builds[0]?.folder ?? ""));

/** @param {string} folder */
const sumSize = (folder) =>
  statSync(path.join(moduleDir(folder), "go.sum"), { throwIfNoEntry: false })?.size ?? 0;
