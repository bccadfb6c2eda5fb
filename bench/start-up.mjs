// Measures what a preview of one service is made of.
import path from "node:path";
import { figure, interleaved } from "./lib/figures.mjs";
import { openWorkshop } from "./lib/tools/deploy.mjs";
import { measured } from "./lib/usage.mjs";

const ROUNDS = 3;

/** How many services the last table has a preview of. */
const MANY = 50;

/** Milliseconds between two looks at the processes. */
const EVERY = 20;

/** What the processes of a preview are, by a word of their command. */
const PROCESSES = [
  { word: "dynamic-provider", name: "dynamic providers, Node" },
  { word: "cmd/run", name: "the program, Node" },
  { word: "pulumi-language-nodejs", name: "language host" },
  { word: "pulumi-resource-docker", name: "Docker plug-in" },
  { word: "pulumi", name: "pulumi: CLI and engine" },
];
const OTHERS = "others";

/**
 * @typedef {import("./lib/usage.mjs").Usage} Usage
 * @typedef {import("./lib/tools/deploy.mjs").Deployment} Deployment
 *
 * @typedef {object} Command
 * @property {string} name
 * @property {() => Promise<Usage>} run
 */

/** @type {import("./lib/bench.mjs").Bench} */
export const bench = {
  title: "Start-up",
  about: `
A preview of one service with nothing to do (\`pulumi preview --expect-no-changes\`), with the packed package
and a program of six lines (\`typescript: false\`). The first table times commands of which each does more
than the one before; the second has the differences of their medians. The third looks at the processes of
the last command each ${EVERY} ms, and the fourth at those of the same command for ${MANY} services; their times
count from the start of the command.`,

  async measure({ rounds = ROUNDS, progress, ready }) {
    const { tools, open, close } = await openWorkshop(ready, progress);
    const { ours, single, empty } = tools;
    const deployments = {
      ours: await open(ours),
      single: await open(single),
      empty: await open(empty),
    };
    for (const [name, { write, run }] of Object.entries(deployments)) {
      progress(`deploying ${name}`);
      write({ services: 1 });
      await run("apply");
    }
    const commands = commandsOf(deployments, ours.commands.look);
    const usages = await interleaved(rounds, commands, ({ name, run }, round) => {
      progress(`round ${round} of ${rounds}: ${name}`);
      return run();
    });
    progress(`deploying ${MANY} services`);
    deployments.ours.write({ services: MANY });
    await deployments.ours.run("apply");
    const many = await interleaved(rounds, [deployments.ours], ({ run }, round) => {
      progress(`round ${round} of ${rounds}: preview of ${MANY} services`);
      return run("look", { every: EVERY });
    });
    for (const { run } of Object.values(deployments)) await run("destroy");
    for (const { remove } of Object.values(deployments)) await remove();
    await close();
    const named = new Map([...usages].map(([{ name }, found]) => [name, found]));
    const tables = [
      ladder(named),
      parts(named),
      processes("one service", named.get(NAMES.ours) ?? []),
      processes(`${MANY} services`, many.get(deployments.ours) ?? []),
    ];
    return { tables, versions: ours.versions };
  },
};

const NAMES = /** @type {const} */ ({
  node: "`node -e 0`",
  sdk: "`node -e 'require(\"@pulumi/pulumi\")'`",
  package: "`node -e 'require(\"gatehouse\")'`",
  cli: "`pulumi version`",
  empty: "preview of a program without resources",
  single: "preview of one Docker network",
  ours: "preview of one service",
});

/**
 * @param {Record<"ours" | "single" | "empty", Deployment>} deployments
 * @param {import("./lib/tools/tool.mjs").Command} pulumi
 * @returns {Command[]}
 */
function commandsOf({ ours, single, empty }, { file, env }) {
  const at = { cwd: ours.folder, env, every: EVERY };
  const node = (/** @type {string} */ code) => measured(process.execPath, ["-e", code], at);
  const preview = (/** @type {Deployment} */ { run }) => run("look", { every: EVERY });
  return [
    { name: NAMES.node, run: () => node("0") },
    { name: NAMES.sdk, run: () => node('require("@pulumi/pulumi")') },
    { name: NAMES.package, run: () => node('require("gatehouse")') },
    { name: NAMES.cli, run: () => measured(file, ["version"], at) },
    { name: NAMES.empty, run: () => preview(empty) },
    { name: NAMES.single, run: () => preview(single) },
    { name: NAMES.ours, run: () => preview(ours) },
  ];
}

/** @param {Map<string, Usage[]>} usages */
function ladder(usages) {
  return {
    title: "Commands",
    columns: ["command", "wall time, s", "CPU, s", "peak memory, MB"],
    rows: [...usages].map(([name, found]) => [
      name,
      ...["seconds", "cpu", "memory"].map((key) =>
        figure(found.map((usage) => usage[/** @type {"seconds" | "cpu" | "memory"} */ (key)])),
      ),
    ]),
  };
}

/** @param {Map<string, Usage[]>} usages */
function parts(usages) {
  const of = (/** @type {keyof typeof NAMES} */ name, /** @type {"seconds" | "cpu"} */ key) =>
    figure((usages.get(NAMES[name]) ?? []).map((usage) => usage[key])).median;
  /** @type {[string, (of: (name: keyof typeof NAMES) => number) => number][]} */
  const differences = [
    ["Node", (time) => time("node")],
    ["modules of `@pulumi/pulumi`", (time) => time("sdk") - time("node")],
    ["modules of `gatehouse`", (time) => time("package") - time("sdk")],
    ["CLI", (time) => time("cli")],
    ["engine, language host, stack", (time) => time("empty") - time("cli") - time("sdk")],
    ["Docker plug-in, one resource", (time) => time("single") - time("empty")],
    [
      "components, their resources, dynamic providers",
      (time) => time("ours") - time("single") - (time("package") - time("sdk")),
    ],
    ["together", (time) => time("ours")],
  ];
  return {
    title: "Parts of a preview",
    columns: ["part", "wall time, s", "CPU, s"],
    rows: differences.map(([name, difference]) => [
      name,
      difference((command) => of(command, "seconds")),
      difference((command) => of(command, "cpu")),
    ]),
  };
}

/**
 * @param {string} of
 * @param {Usage[]} previews
 */
function processes(of, previews) {
  const rounds = previews.map(({ processes: found }) => grouped(found));
  const names = [...PROCESSES.map(({ name }) => name).reverse(), OTHERS];
  return {
    title: `Processes of the preview of ${of}`,
    columns: ["process", "from, s", "to, s", "CPU, s", "peak memory, MB"],
    rows: names.flatMap((name) => {
      const found = rounds.map((round) => round.get(name)).filter((each) => each !== undefined);
      if (found.length === 0) return [];
      return [
        [
          name,
          figure(found.map((group) => Math.min(...group.map(({ from }) => from)))),
          figure(found.map((group) => Math.max(...group.map(({ to }) => to)))),
          figure(found.map((group) => group.reduce((sum, { cpu }) => sum + cpu, 0))),
          figure(found.map((group) => Math.max(...group.map(({ memory }) => memory)))),
        ],
      ];
    }),
  };
}

/**
 * The processes by their names.
 * @param {import("./lib/usage.mjs").ProcessUsage[]} found
 */
function grouped(found) {
  const names = new Set(found.map(nameOf));
  return new Map([...names].map((name) => [name, found.filter((each) => nameOf(each) === name)]));
}

/** @param {import("./lib/usage.mjs").ProcessUsage} process */
function nameOf({ command: [file = "", ...args] }) {
  const words = [path.basename(file), ...args.slice(0, 8)];
  const found = PROCESSES.find(({ word }) => words.some((each) => each.includes(word)));
  return found?.name ?? OTHERS;
}
