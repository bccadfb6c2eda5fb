// The tables of the deployment bench.
import { figure, growthExponent, ratio } from "./figures.mjs";

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

/** The columns with which ours is compared, and what each ratio is called. */
const PEERS = { compose: "compose", terraform: "terraform", "plain pulumi": "plain" };

/**
 * @typedef {typeof STEPS[number]} Step
 * @typedef {typeof MEASURES[number]["key"]} Key
 * @typedef {import("./bench.mjs").Table} Table
 *
 * @typedef {object} Sample of one tool at one size
 * @property {number} size
 * @property {string} name of the tool
 * @property {import("./tools/tool.mjs").Tool} tool
 * @property {Partial<Record<Step, Record<Key, number>[]>>} steps each with its rounds
 * @property {number | null} state bytes
 * @property {number | null} fields bytes of it that Pulumi itself writes of components and dynamic resources
 *
 * @typedef {ReturnType<typeof reader>} Read
 */

/**
 * @param {Omit<Sample, "tool">[]} samples
 * @returns {Table[]}
 */
export function tables(samples) {
  const read = reader(samples);
  const [time, ...others] = MEASURES.map((measure) => usage(read, measure));
  const first = time ? [{ ...time, chart: chart(read) }] : [];
  return [...first, ...others, state(read), ...growth(read)];
}

/** @param {Omit<Sample, "tool">[]} samples */
function reader(samples) {
  const names = [...new Set(samples.map(({ name }) => name))];
  const sizes = [...new Set(samples.map(({ size }) => size))];
  const sample = (/** @type {number} */ size, /** @type {string} */ name) =>
    samples.find((each) => each.size === size && each.name === name);
  return {
    names,
    sizes,
    state: (/** @type {number} */ size, /** @type {string} */ name) =>
      sample(size, name)?.state ?? null,
    fields: (/** @type {number} */ size) => sample(size, "ours")?.fields ?? null,
    /**
     * @param {number} size
     * @param {string} name
     * @param {Step} step
     * @param {Key} [key]
     */
    figure: (size, name, step, key = "seconds") => {
      const rounds = sample(size, name)?.steps[step];
      return rounds ? figure(rounds.map((round) => round[key])) : null;
    },
  };
}

/**
 * @param {Read} read
 * @param {typeof MEASURES[number]} measure
 * @returns {Table}
 */
function usage({ names, sizes, figure: at }, { key, title, unit }) {
  const row = (/** @type {number} */ size, /** @type {Step} */ step) => {
    const ours = at(size, "ours", step, key);
    const ratios = Object.keys(PEERS).map((name) => ratio(ours, at(size, name, step, key)));
    return [size, step, ...names.map((name) => at(size, name, step, key)), ...ratios];
  };
  const taken = (/** @type {number} */ size, /** @type {Step} */ step) =>
    names.some((name) => at(size, name, step) !== null);
  return {
    title: `${title}, ${unit}`,
    columns: [
      "services",
      "step",
      ...names,
      ...Object.values(PEERS).map((name) => `ours / ${name}`),
    ],
    rows: sizes.flatMap((size) =>
      STEPS.filter((step) => taken(size, step)).map((step) => row(size, step)),
    ),
  };
}

/**
 * @param {Read} read
 * @returns {Table}
 */
function state({ names, sizes, state: bytes, fields }) {
  const beside = (/** @type {number} */ size) => {
    const [ours, plain] = [bytes(size, "ours"), bytes(size, "plain pulumi")];
    return ours === null || plain === null ? null : (ours - plain) / size;
  };
  const own = (/** @type {number} */ size) => {
    const written = fields(size);
    return written === null ? null : written / size;
  };
  return {
    title: "Size of the state, bytes",
    columns: [
      "services",
      ...names,
      "ours beside plain, a service",
      "of it, fields of Pulumi's own",
    ],
    rows: sizes.map((size) => [
      size,
      ...names.map((name) => bytes(size, name)),
      ...[beside(size), own(size)],
    ]),
    note: `compose keeps none: it asks the engine for the labels of its containers. Fields of Pulumi's own, a
service, are what it writes of components and dynamic resources beside their inputs and outputs: names,
dependencies, stack traces.`,
  };
}

/**
 * The table of the exponents; none for fewer than two sizes from 10.
 * @param {Read} read
 * @returns {Table[]}
 */
function growth({ names, sizes, figure: at }) {
  const large = sizes.filter((size) => size >= 10);
  if (large.length < 2) return [];
  const exponent = (/** @type {string} */ name, /** @type {Step} */ step) =>
    growthExponent(
      large.flatMap((size) => {
        const found = at(size, name, step);
        return found ? [/** @type {[number, number]} */ ([size, found.median])] : [];
      }),
    );
  const note = `The exponent of the number of services, from ${large.join(", ")}: 1 is linear, less is better.`;
  return [
    {
      title: "How the wall time grows",
      columns: ["step", ...names],
      rows: STEPS.map((step) => [step, ...names.map((name) => exponent(name, step))]),
      note: `${note} A step or a tool that large sizes leave out has that of the rest.`,
    },
  ];
}

/**
 * From nothing, of the tools that all sizes have.
 * @param {Read} read
 * @returns {import("./bench.mjs").Chart}
 */
function chart({ names, sizes, figure: at }) {
  const [step] = STEPS;
  const drawn = names.filter((name) => sizes.every((size) => at(size, name, step) !== null));
  return {
    kind: "line",
    x: { title: "services", values: sizes },
    y: `${step}, s`,
    series: drawn.map((name) => ({
      name,
      values: sizes.map((size) => at(size, name, step)?.median ?? 0),
    })),
  };
}
