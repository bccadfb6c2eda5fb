// @ts-check
// Counts passed and failed checks and tests, and names the slowest files.
import { duration } from "./progress.mjs";

/** @typedef {{ passed: number, failed: number }} Count */

/**
 * @typedef {object} VitestReport the file of vitest's JSON reporter
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 */

/**
 * Counts one run of vitest. A missing report, a file that did not run and a run that failed for another
 * reason are failures; so is a skipped test, which proves nothing.
 * @param {VitestReport | undefined} report
 * @param {number} code vitest's exit code
 * @returns {Count}
 */
export function countTests(report, code) {
  if (!report) return { passed: 0, failed: 1 };
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  ).length;
  const skipped = report.numPendingTests + report.numTodoTests;
  const failed = report.numFailedTests + broken + skipped;
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/**
 * @param {Count[]} counts
 * @returns {Count}
 */
export function sum(counts) {
  const passed = counts.reduce((total, count) => total + count.passed, 0);
  const failed = counts.reduce((total, count) => total + count.failed, 0);
  return { passed, failed: passed + failed === 0 ? 1 : failed };
}

/**
 * The lines that name the slowest files, the slowest first.
 * @param {import("../durations-reporter.mjs").Duration[]} durations
 * @param {number} [most]
 */
export function slowest(durations, most = 10) {
  const first = durations.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, most);
  const lines = first.map(
    ({ file, milliseconds }) => `  ${duration(milliseconds).padStart(11)}  ${file}`,
  );
  return ["The slowest test files:", ...lines].join("\n");
}
