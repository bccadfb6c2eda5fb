// @ts-check
// npm test: the set-up of quickstart, then every check and every test.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { durationsFile } from "./durations-reporter.mjs";
import { ensureChromium, ensureSshd } from "./lib/apt.mjs";
import { command, readArgs } from "./lib/command.mjs";
import { countTests, slowest, sum } from "./lib/counts.mjs";
import { stopEngine } from "./lib/docker-install.mjs";
import { stoppedByHand } from "./lib/failures.mjs";
import { requireGo } from "./lib/go.mjs";
import { ensurePackages } from "./lib/packages.mjs";
import { local, projectDir } from "./lib/paths.mjs";
import { say } from "./lib/progress.mjs";
import { engineEnv } from "./lib/pulumi-cli.mjs";
import { attach } from "./lib/run.mjs";
import { setUp } from "./lib/setup.mjs";
import { programSources, recordTypes } from "./lib/typescript.mjs";

const help = `
npm test [-- [--unit] [<part of a file name> …]]

Installs what is missing, then checks format, lint and types and runs the unit tests and the tests
on the real engine and real Docker. With file names: only the tests of those files.

--unit  only what needs no Docker
`;

/** @typedef {import("./lib/counts.mjs").Count} Count */

await command(async (args) => {
  const parsed = readArgs("test", help, args, { unit: { type: "boolean", default: false } }, true);
  if (!parsed) return 0;
  const { values, positionals } = parsed;
  await ensurePackages();
  // The tests build Toxiproxy, and the oracle that runs labels through the real plugin.
  await requireGo([]);
  const ready = values.unit ? undefined : await setUp("dev", { everything: true });
  if (ready) await ensureSshd();
  if (ready) await ensureChromium();
  const env = { ...(ready ? engineEnv(ready.downloads) : process.env), GATEHOUSE_DIR: local() };
  const { passed, failed } = await count(values.unit, positionals, env).finally(async () => {
    if (ready?.engine.started) await stopEngine();
  });
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

/**
 * @param {boolean} unitOnly
 * @param {string[]} filters
 * @param {NodeJS.ProcessEnv} env
 */
async function count(unitOnly, filters, env) {
  const checks = filters.length > 0 ? [] : await check(env);
  return sum([...checks, ...(await test(unitOnly ? ["unit"] : ["unit", "engine"], filters, env))]);
}

/**
 * Runs a tool of node_modules by its script, which works the same on every platform.
 * @param {string} script
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function tool(script, args, env) {
  let interrupted = false;
  const note = () => {
    interrupted = true;
  };
  process.on("SIGINT", note);
  const file = path.join(projectDir, "node_modules", script);
  const code = await attach(process.execPath, [file, ...args], { cwd: projectDir, env });
  process.off("SIGINT", note);
  if (interrupted) throw stoppedByHand();
  return code;
}

/**
 * Format, lint, types, imports and unused code, each one check.
 * @param {NodeJS.ProcessEnv} env
 */
async function check(env) {
  const biome = "@biomejs/biome/bin/biome";
  const tsc = "typescript/bin/tsc";
  const cruiser = "dependency-cruiser/bin/dependency-cruise.mjs";
  const cruised = ["index.ts", "cli", "program", "components", "toolchain"];
  /** @type {[string, string, string[]][]} */
  const checks = [
    ["format", biome, ["ci", "--linter-enabled=false", "--assist-enabled=false"]],
    ["lint", biome, ["ci", "--formatter-enabled=false", "--error-on-warnings"]],
    ["types", tsc, ["-p", "."]],
    ["types of the toolchain", tsc, ["-p", "toolchain"]],
    ["direction of imports", cruiser, ["--config", "toolchain/imports.cjs", ...cruised]],
    ["nothing unused", "knip/bin/knip.js", ["--config", "toolchain/knip.json"]],
  ];
  /** @type {Count[]} */
  const counts = [];
  for (const [name, script, args] of checks) {
    const sources = programSources();
    const passed = (await tool(script, args, env)) === 0;
    // They include the program's types, which the engine tests need not check again.
    if (passed && name === "types") recordTypes(sources);
    say(`${passed ? "passed" : "FAILED"}: ${name}`);
    counts.push({ passed: passed ? 1 : 0, failed: passed ? 0 : 1 });
  }
  return counts;
}

/**
 * @param {string[]} projects of vitest.config.mts
 * @param {string[]} filters
 * @param {NodeJS.ProcessEnv} env
 */
async function test(projects, filters, env) {
  const counts = [];
  /** @type {import("./durations-reporter.mjs").Duration[]} */
  const durations = [];
  mkdirSync(local("logs"), { recursive: true });
  for (const project of projects) {
    const report = local("logs", `vitest-${project}.json`);
    for (const file of [report, durationsFile(project)]) rmSync(file, { force: true });
    const reporters = ["default", "json", "./toolchain/durations-reporter.mjs"].map(
      (name) => `--reporter=${name}`,
    );
    reporters.push(`--outputFile.json=${report}`);
    const some = filters.length > 0 ? ["--passWithNoTests"] : [];
    const args = ["run", "--project", project, ...reporters, ...some, ...filters];
    const code = await tool("vitest/vitest.mjs", args, env);
    const found = readJson(report);
    durations.push(...(readJson(durationsFile(project)) ?? []));
    counts.push(found || code !== 0 ? countTests(found, code) : { passed: 0, failed: 0 });
  }
  if (durations.length > 0) console.log(slowest(durations));
  return counts;
}

/** @param {string} file */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
