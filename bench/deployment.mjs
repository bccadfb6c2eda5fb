// Measures a deployment from nothing to its end: docker compose, terraform, this package, plain Pulumi.
import { figure, growthExponent, ratio } from "./lib/figures.mjs";
import { openWorkshop } from "./lib/tools/deploy.mjs";
import { hostOf } from "./lib/tools/tool.mjs";
import { waitForAnswer } from "./lib/visit.mjs";

const SIZES = [1, 10, 50, 200];

/** The rounds of each size: a round of 200 services takes as long as ten of 10. */
const ROUNDS = [
  { upTo: 1, rounds: 3 },
  { upTo: 10, rounds: 2 },
  { upTo: Number.POSITIVE_INFINITY, rounds: 1 },
];

/** How often a round looks for nothing to do, which takes a fraction of the rest. */
const LOOKS = 3;

/** From this size, a round leaves out the floor and the change of an image. */
const LARGE = 100;

const STEPS = /** @type {const} */ ([
  "from nothing",
  "nothing to do",
  "nothing to do, with refresh",
  "nothing to do, applied",
  "one route changed",
  "one image changed",
  "destroy",
]);

const MEASURES = /** @type {const} */ ([
  { key: "seconds", title: "Wall time", unit: "s" },
  { key: "cpu", title: "CPU time of all processes", unit: "s" },
  { key: "memory", title: "Peak memory of all processes", unit: "MB" },
  { key: "engine", title: "CPU time of the Docker engine meanwhile", unit: "s" },
]);

/**
 * @typedef {typeof STEPS[number]} Step
 * @typedef {import("./lib/usage.mjs").Usage} Usage
 * @typedef {import("./lib/tools/tool.mjs").Tool} Tool
 *
 * @typedef {object} Sample of one tool at one size
 * @property {number} size
 * @property {Tool} tool
 * @property {Partial<Record<Step, Usage[]>>} steps
 * @property {number | null} state bytes
 */

/** @type {import("./lib/bench.mjs").Bench} */
export const bench = {
  title: "Deployment",
  about: `
The same services on the same engine: the project's images of Caddy Docker Proxy and whoami, one host
a service, with Caddy's own certificates. compose and terraform deploy one Caddy container, and put the labels on
the services' containers. *ours* is a program of six lines that imports the packed package; its entry
point is the default one, two containers of which only one has the engine's socket. *plain pulumi* is a
program with as many resources of the Docker provider and nothing else: the floor under every program
that Pulumi runs. Both are JavaScript (\`typescript: false\`), with a file backend.

| step | compose | terraform | ours and plain pulumi |
| --- | --- | --- | --- |
| from nothing, a change | \`up --detach\` | \`apply -auto-approve\` | \`up --yes --skip-preview\` |
| nothing to do | \`up --detach\` | \`plan -refresh=false\` | \`preview\` |
| nothing to do, with refresh | \`up --detach\` | \`plan\` | \`preview --refresh\` |
| nothing to do, applied | \`up --detach\` | \`apply -auto-approve\` | \`up --yes --skip-preview\` |
| destroy | \`down --volumes\` | \`destroy -auto-approve\` | \`destroy --yes --skip-preview\` |

\`terraform init\`, \`pulumi stack init\` and the installation of packages are not measured. Memory is the largest sum of the
resident sets of the command and all that it starts, looked at every 100 ms. The tools take turns, one
deployment at a time.`,

  async measure({ rounds, options, progress, ready }) {
    const { tools, open, close } = await openWorkshop(ready, progress);
    /** @type {Sample[]} */
    const samples = [];
    for (const size of options.sizes ?? SIZES) {
      const { compose, terraform, ours, plain } = tools;
      const ways = size < LARGE ? [compose, terraform, ours, plain] : [compose, terraform, ours];
      const here = ways.map((tool) => ({ size, tool, steps: {}, state: null }));
      const count = rounds ?? ROUNDS.find(({ upTo }) => size <= upTo)?.rounds ?? 1;
      for (let round = 1; round <= count; round++) {
        for (const sample of here) {
          const told = (/** @type {string} */ step) =>
            progress(`${size} services, round ${round} of ${count}, ${sample.tool.name}: ${step}`);
          await deploy(sample, await open(sample.tool), told);
        }
      }
      samples.push(...here);
    }
    await close();
    const versions = Object.assign({}, ...Object.values(tools).map((tool) => tool.versions));
    return { tables: tables(samples), versions };
  },
};

/**
 * One round of one tool.
 * @param {Sample} sample
 * @param {import("./lib/tools/deploy.mjs").Deployment} deployment
 * @param {(step: string) => void} told
 */
async function deploy(sample, { write, run, stateSize, remove }, told) {
  const { size: services } = sample;
  const act = async (
    /** @type {Step} */ step,
    /** @type {import("./lib/tools/tool.mjs").Act} */ kind,
  ) => {
    told(step);
    sample.steps[step] ??= [];
    sample.steps[step].push(await run(kind));
  };
  try {
    write({ services });
    await act("from nothing", "apply");
    told("waiting for every route");
    for (let index = 0; index < services; index++) await waitForAnswer(hostOf(index));
    sample.state = stateSize();
    for (let look = 0; look < LOOKS; look++) {
      await act("nothing to do", "look");
      await act("nothing to do, with refresh", "refresh");
    }
    await act("nothing to do, applied", "apply");
    write({ services, route: 1 });
    await act("one route changed", "apply");
    if (services < LARGE) {
      write({ services, route: 1, release: 2 });
      await act("one image changed", "apply");
    }
    await act("destroy", "destroy");
  } finally {
    await remove();
  }
}

/** @param {Sample[]} samples */
function tables(samples) {
  const names = [...new Set(samples.map(({ tool }) => tool.name))];
  const sizes = [...new Set(samples.map(({ size }) => size))];
  const at = (/** @type {number} */ size, /** @type {string} */ name) =>
    samples.find((sample) => sample.size === size && sample.tool.name === name);
  const value = (
    /** @type {number} */ size,
    /** @type {string} */ name,
    /** @type {Step} */ step,
    /** @type {typeof MEASURES[number]["key"]} */ key,
  ) => {
    const usages = at(size, name)?.steps[step];
    return usages ? figure(usages.map((usage) => usage[key])) : null;
  };
  return [
    ...MEASURES.map(({ key, title, unit }) => ({
      title: `${title}, ${unit}`,
      columns: ["services", "step", ...names, "ours / compose", "ours / terraform", "ours / plain"],
      rows: sizes.flatMap((size) =>
        STEPS.map((step) => {
          const figures = names.map((name) => value(size, name, step, key));
          const ours = value(size, "ours", step, key);
          const peers = ["compose", "terraform", "plain pulumi"];
          const ratios = peers.map((name) => ratio(ours, value(size, name, step, key)));
          return [size, step, ...figures, ...ratios];
        }).filter((row) => row.some((cell) => cell !== null && typeof cell === "object")),
      ),
    })),
    state(samples, names, sizes),
    growth(sizes, names, value),
  ];
}

/**
 * @param {Sample[]} samples
 * @param {string[]} names
 * @param {number[]} sizes
 */
function state(samples, names, sizes) {
  const bytes = (/** @type {number} */ size, /** @type {string} */ name) =>
    samples.find((sample) => sample.size === size && sample.tool.name === name)?.state ?? null;
  return {
    title: "Size of the state, bytes",
    columns: ["services", ...names],
    rows: sizes.map((size) => [size, ...names.map((name) => bytes(size, name))]),
    note: "compose keeps none: it asks the engine for the labels of its containers.",
  };
}

/**
 * @param {number[]} sizes
 * @param {string[]} names
 * @param {(size: number, name: string, step: Step, key: "seconds") =>
 *   import("./lib/bench.mjs").Figure | null} value
 */
function growth(sizes, names, value) {
  const large = sizes.filter((size) => size >= 10);
  const seconds = (/** @type {string} */ name, /** @type {Step} */ step) =>
    large.flatMap((size) => {
      const found = value(size, name, step, "seconds");
      return found ? [/** @type {[number, number]} */ ([size, found.median])] : [];
    });
  const drawn = names.filter((name) =>
    sizes.every((size) => value(size, name, STEPS[0], "seconds")),
  );
  return {
    title: "How the wall time grows",
    columns: ["step", ...names],
    rows: STEPS.map((step) => [step, ...names.map((name) => growthExponent(seconds(name, step)))]),
    note: `The exponent of the number of services, from ${large.join(", ")}: 1 is linear, less is better.`,
    chart: {
      kind: /** @type {const} */ ("line"),
      x: { title: "services", values: sizes },
      y: "seconds from nothing",
      series: drawn.map((name) => ({
        name,
        values: sizes.map((size) => value(size, name, STEPS[0], "seconds")?.median ?? 0),
      })),
    },
  };
}
