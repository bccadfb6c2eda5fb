// @ts-check
// Checking the program's types once for each change, instead of at each run of the engine: that
// halves the time of a preview.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { typeErrors } from "./failures.mjs";
import { fingerprint } from "./fingerprint.mjs";
import { local, projectDir } from "./paths.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";

/** Folders of the project that hold no part of the program. */
const besides = /^(?:node_modules|test|toolchain|cli|bench|docs|dist|examples|experiments|\..*)$/;

/** Files that decide whether the types are right: what a run or an experiment writes does not. */
const decisive = /\.ts$|^(?:package|package-lock|tsconfig[^/]*)\.json$/;

/**
 * What tells Pulumi to leave the types alone; the person's own choice goes before it.
 * @returns {Record<string, string>}
 */
export const transpileOnly = (env = process.env) =>
  env.PULUMI_NODEJS_TRANSPILE_ONLY ? {} : { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };

/** Checks the types of the program where it changed since they were right. */
export async function ensureTypes() {
  const sources = programSources();
  if (existsSync(stamp()) && readFileSync(stamp(), "utf8") === sources) return;
  await step("Checking the program's types", async () => {
    const tsc = path.join(projectDir, "node_modules/typescript/bin/tsc");
    const config = path.join(projectDir, "toolchain/program.tsconfig.json");
    const args = [tsc, "--project", config, "--pretty", "false"];
    const { code, stdout, stderr } = await run(process.execPath, args, { cwd: projectDir });
    if (code !== 0) throw typeErrors(stdout || stderr);
  });
  recordTypes(sources);
}

/** What the types of the program depend on, in a few characters. */
export const programSources = () => fingerprint(projectDir, { skip: besides, only: decisive });

/**
 * Notes that the types are right, so that they are not checked again.
 * @param {string} sources of which they are
 */
export function recordTypes(sources) {
  mkdirSync(path.dirname(stamp()), { recursive: true });
  writeFileSync(stamp(), sources);
}

const stamp = () => local("stamps", "types");
