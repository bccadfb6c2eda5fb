// Measures how long routes take as data: to build, check, render, read back and show.
import path from "node:path";
import { Failure, indent } from "../toolchain/lib/failures.mjs";
import { projectDir } from "../toolchain/lib/paths.mjs";
import { run } from "../toolchain/lib/run.mjs";
import { later } from "./lib/cleanup.mjs";
import { figure, growthExponent, interleaved } from "./lib/figures.mjs";
import { installDependencies, pack } from "./lib/tools/packed.mjs";
import { makeFolder, removeFolder } from "./lib/tools/tool.mjs";

const ROUNDS = 5;
const SIZES = [100, 1000, 10_000];

/** The steps of labels-process.mjs, with their columns. */
const STEPS = /** @type {const} */ ({
  build: "build",
  render: "check and render",
  parse: "parse the labels",
  caddyfile: "generate the Caddyfile",
  program: "check the program",
});

/** @typedef {{ milliseconds: Record<keyof typeof STEPS, number>, megabytes: number }} Measured */

/** @type {import("./lib/bench.mjs").Bench} */
export const bench = {
  title: "Labels",
  docker: false,
  about: `
\`gatehouse/labels\` of the packed package, each step once in a new process, so the times include what
Node takes to compile. A container has ten routes; a route has a matcher with a path and two verbs, and a
\`reverse_proxy\` with health checks and load balancing. Memory is what the process grows by while it
builds, checks and renders.`,

  async measure({ rounds = ROUNDS, options, progress }) {
    const sizes = options.sizes ?? SIZES;
    const folder = makeFolder();
    const close = later(() => removeFolder(folder));
    progress("packing the package");
    await installDependencies(folder, await pack(folder));
    const found = await interleaved(rounds, sizes, (routes, round) => {
      progress(`round ${round} of ${rounds}: ${routes} routes`);
      return measured(folder, routes);
    });
    await close();
    return { tables: [times([...found])], versions: { Node: process.versions.node } };
  },
};

/**
 * @param {string} folder of a program with the package
 * @param {number} routes
 * @returns {Promise<Measured>}
 */
async function measured(folder, routes) {
  const script = path.join(projectDir, "bench/lib/labels-process.mjs");
  const { code, stdout, stderr } = await run(process.execPath, [script, folder, String(routes)]);
  if (code !== 0) throw new Failure(`${script} failed:\n${indent(stderr || stdout)}`);
  return JSON.parse(stdout);
}

/**
 * @param {[routes: number, rounds: Measured[]][]} found
 * @returns {import("./lib/bench.mjs").Table}
 */
function times(found) {
  const steps = /** @type {(keyof typeof STEPS)[]} */ (Object.keys(STEPS));
  /** @type {(keyof typeof STEPS)[][]} */
  const columnSteps = [["build", "render"], ...steps.map((step) => [step])];
  const columns = columnSteps.map((parts) =>
    found.map(([, rounds]) => figure(rounds.map((round) => sum(round, parts)))),
  );
  const rows = found.map(([routes, rounds], size) => [
    routes,
    ...columns.map((figures) => figures[size] ?? null),
    figure(rounds.map(({ megabytes }) => megabytes)),
  ]);
  const growth = columns.map((figures) =>
    growthExponent(found.map(([routes], size) => [routes, figures[size]?.median ?? 0])),
  );
  return {
    title: "Milliseconds and memory by the number of routes",
    columns: [
      "routes",
      "build, check and render, ms",
      ...steps.map((step) => `${STEPS[step]}, ms`),
      "memory, MB",
    ],
    rows: [...rows, ["growth exponent", ...growth, null]],
    chart: {
      kind: "line",
      x: { title: "routes", values: found.map(([routes]) => routes) },
      y: "ms",
      series: steps.map((step, index) => ({
        name: STEPS[step],
        values: (columns[index + 1] ?? []).map(({ median }) => median),
      })),
    },
  };
}

/**
 * @param {Measured} round
 * @param {(keyof typeof STEPS)[]} steps
 */
const sum = ({ milliseconds }, steps) =>
  steps.reduce((total, step) => total + milliseconds[step], 0);
