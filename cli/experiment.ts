// @ts-check
// npm run experiment: disturbs a service of a deployed stack on purpose, and says whether it copes.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readArgs, requireStackName } from "./lib/args.mjs";
import { isLocalBackend } from "./lib/backend.mjs";
import { asksFirst, confirm, yesOption } from "./lib/consent.mjs";
import { stackOutputs } from "./lib/deployed.mjs";
import { dockerHost } from "./lib/docker-host.mjs";
import { findEntry, publisherOf } from "./lib/entry.mjs";
import { exitCodes, known, wrongInput } from "./lib/experiment-exit.mjs";
import { command } from "./lib/failure.mjs";
import { badSeed, experimentNeeded, noStack } from "./lib/failures.mjs";
import { interrupts, liveLine } from "./lib/live.mjs";
import { ensurePackages } from "./lib/packages.mjs";
import { ensurePassphrase, localStacks } from "./lib/passphrase.mjs";
import { local, projectDir, shown } from "./lib/paths.mjs";
import { setUp } from "./lib/setup.mjs";
import { loadTypeScript } from "./lib/typescript.mjs";

const help = `
npm run experiment -- <file or name> [--stack <name>] [--seed <n>] [--out <folder>] [--yes]

Loads a deployed stack through its entry point, on this machine only, makes faults in Toxiproxy as the
experiment declares them, and judges what clients noticed. All faults are removed at the end, however
it comes. An experiment is a file in YAML or JSON, or one of the ready-made ones:

  slow-dependency  phone-3g  lost-data  resets  dead-service  flapping  random-storm

--stack  the stack to disturb (default: dev). Unless it is dev, the command asks first
--seed   draws the same random faults as the run that told this seed
--out    folder of the report (default: .gatehouse/experiments/<name>-<time>/)
--yes    disturbs it without asking; needed outside dev where there is no terminal, as in CI

Exit codes:
  0  all objectives are met
  2  an objective is missed
  3  the service was not in its steady state, so nothing was disturbed
  4  the file, an option or the stack does not fit, so nothing was asked
  1  anything else, such as a Docker engine that does not answer
  130, 143  stopped by Ctrl-C or by SIGTERM
`;

const folder = path.join(projectDir, "experiments");
const keeperScript = fileURLToPath(new URL("experiment-keeper.mjs", import.meta.url));

const options = /** @type {const} */ ({
  stack: { type: "string", default: "dev" },
  seed: { type: "string" },
  out: { type: "string" },
  ...yesOption,
});

await command(async (args) => {
  const asked = wrongInput(() => read(args));
  if (!asked) return 0;
  await ensurePackages();
  /** @type {Runner} */
  const runner = loadTypeScript("experiments/runner/index");
  return known(runner, () => carryOut(runner, asked));
});

/**
 * @typedef {typeof import("../experiments/runner")} Runner
 * @typedef {{ name: string, stack: string, seed?: number, out?: string, ask: boolean }} Asked
 *
 * @param {string[]} args
 * @returns {Asked | undefined}
 */
function read(args) {
  const parsed = readArgs("experiment", help, args, options, true);
  if (!parsed) return undefined;
  const { values, positionals } = parsed;
  const [name, ...others] = positionals;
  if (!name || others.length > 0) throw experimentNeeded(positionals);
  const { seed: text, out } = values;
  const seed = text === undefined ? undefined : Number(text);
  if (seed !== undefined && !(/^\d+$/.test(text ?? "") && seed <= 0xffff_ffff)) {
    throw badSeed(text ?? "");
  }
  const stack = requireStackName(values.stack);
  const ask = isThere(stack) && asksFirst({ command: "experiment", args, stack, yes: values.yes });
  return { name, stack, seed, out, ask };
}

/**
 * @param {Runner} runner
 * @param {Asked} asked
 */
async function carryOut(runner, { name, stack, seed, out, ask }) {
  const declared = runner.readExperiment(name, folder, shown);
  if (ask) await confirm(`Clients of stack "${stack}" will notice the faults of "${name}".`);
  const found = await deployed(stack);
  const stop = interrupts();
  const report = await runner.conduct(declared, {
    ...{ ...found, stack, seed, keeperScript, signal: stop.signal },
    ...liveLine(),
  });
  const target = path.resolve(out ?? defaultFolder(report));
  runner.writeReport(report, target);
  console.log(`\n${runner.verdictTable(report.verdicts)}\n`);
  console.log(`Result: ${report.result}. The report: ${shown(path.join(target, "report.md"))}`);
  return stop.exitCode() ?? exitCodes[report.result];
}

/**
 * Whether there may be such a stack; only a state that is kept here tells.
 * @param {string} stack
 */
function isThere(stack) {
  return !isLocalBackend() || localStacks().includes(stack);
}

/**
 * The stack as it is deployed.
 * @param {string} stack
 */
async function deployed(stack) {
  wrongInput(() => {
    if (!isThere(stack)) throw noStack(stack);
  });
  ensurePassphrase();
  const { engine, downloads } = await setUp(stack);
  const outputs = await stackOutputs(downloads, stack);
  const { address: url, certPath, sshOpts } = dockerHost(stack);
  return {
    outputs,
    docker: { url, certPath, sshOpts },
    findEntry: (/** @type {string} */ url) => findEntry(engine, outputs.proxy, url),
    findServer: (/** @type {number} */ port) => publisherOf(engine, port),
  };
}

/**
 * A folder that no other run has.
 * @param {{ name: string, started: string }} report
 */
function defaultFolder({ name, started }) {
  return local("experiments", `${name}-${started.replace(/\.\d+/, "").replaceAll(":", "-")}`);
}
