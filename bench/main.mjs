// npm run bench: measures side by side with what people would use instead, and writes docs/performance.md.
import path from "node:path";
import { parseArgs } from "node:util";
import { buildAll } from "../toolchain/lib/builds.mjs";
import { command, readArgs } from "../toolchain/lib/command.mjs";
import { badArguments } from "../toolchain/lib/failures.mjs";
import { requireGo } from "../toolchain/lib/go.mjs";
import { missingImages } from "../toolchain/lib/images.mjs";
import { ensurePackages } from "../toolchain/lib/packages.mjs";
import { projectDir } from "../toolchain/lib/paths.mjs";
import { step } from "../toolchain/lib/progress.mjs";
import { attach } from "../toolchain/lib/run.mjs";
import { setUp } from "../toolchain/lib/setup.mjs";
import { BENCHES, SCRIPTS } from "./lib/bench.mjs";
import { cleanUp, cleanUpOnInterrupt } from "./lib/cleanup.mjs";
import { machine } from "./lib/machine.mjs";
import { save, writeDocument } from "./lib/report.mjs";

const help = `
npm run bench [-- <name> …] [-- --rounds <n>] [--sizes <n,n,…>]

Measures and writes bench/results/<name>.json and docs/performance.md. Without a name, all of:
  ${BENCHES.join("\n  ")}
Scripts that print their figures, each with its own arguments, run one at a time:
  ${SCRIPTS.join("\n  ")}

--rounds  how often each figure is taken, in turn with those it is compared to
--sizes   how many services or sites, such as 1,10,50,200

It installs what is missing, and builds the peers: with the first run that takes minutes. It publishes
ports from 28000 on 127.0.0.1 only, and removes everything that it made, also after Ctrl-C.
`;

const options = /** @type {const} */ ({ rounds: { type: "string" }, sizes: { type: "string" } });

await command(async (args) => {
  const [script = ""] = args;
  if (SCRIPTS.includes(script)) return runScript(script, args.slice(1));
  const parsed = readArgs("bench", help, args, options, true);
  if (!parsed) return 0;
  const { values, positionals } = parsed;
  const unknown = positionals.find((name) => !BENCHES.includes(name));
  if (unknown !== undefined) {
    const problem = `There is no bench "${unknown}". There are ${[...BENCHES, ...SCRIPTS].join(", ")}.`;
    throw badArguments({ command: "bench", problem });
  }
  const run = { rounds: rounds(values.rounds), options: { sizes: sizes(values.sizes) } };
  await ensurePackages();
  cleanUpOnInterrupt();
  for (const name of positionals.length > 0 ? positionals : BENCHES) await measure(name, run, args);
  return 0;
});

/**
 * @param {string} script
 * @param {string[]} args
 */
async function runScript(script, args) {
  await ensurePackages();
  return attach(process.execPath, [path.join(projectDir, "bench", `${script}.mjs`), ...args]);
}

/**
 * @param {string} name
 * @param {Pick<import("./lib/bench.mjs").Run, "rounds" | "options">} run
 * @param {string[]} args
 */
async function measure(name, run, args) {
  /** @type {{ bench: import("./lib/bench.mjs").Bench }} */
  const { bench } = await import(`./${name}.mjs`);
  const ready = bench.docker === false ? undefined : await setUpPeers();
  const { tables, versions } = await step(`Measuring ${name}`, (progress) =>
    bench.measure({ ...run, progress, ready }),
  ).finally(cleanUp);
  const report = {
    title: bench.title,
    about: bench.about,
    date: new Date().toISOString().slice(0, 10),
    command: ["npm run bench --", name, ...flags(args)].join(" "),
    machine: await machine(ready),
    versions,
    tables,
  };
  save(name, report);
  writeDocument();
}

/** The set-up of every command, with the images that the benches and their peers run alike. */
async function setUpPeers() {
  await requireGo([]);
  const ready = await setUp("dev");
  await buildAll(await missingImages(ready.engine));
  return ready;
}

/** The arguments without the names of benches. @param {string[]} args */
function flags(args) {
  const { values } = parseArgs({ args, options, allowPositionals: true });
  return Object.entries(values).map(([name, value]) => `--${name} ${value}`);
}

/** @param {string | undefined} text */
function rounds(text) {
  return text === undefined ? undefined : positive("--rounds", text);
}

/** @param {string | undefined} text */
function sizes(text) {
  return text?.split(",").map((size) => positive("--sizes", size));
}

/**
 * @param {string} option
 * @param {string} text
 */
function positive(option, text) {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  const problem = `${option} takes integers from 1, got "${text}".`;
  throw badArguments({ command: "bench", problem });
}
