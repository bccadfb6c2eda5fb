// @ts-check
// Runs the Pulumi CLI with this project's home, backend, passphrase and images.

import { mkdirSync } from "node:fs";
import path from "node:path";
import { noOutputs } from "./failures.mjs";
import { imageReferences } from "./images.mjs";
import { local, projectDir, pulumiHome, stateDir } from "./paths.mjs";
import { engineDir, engineFile } from "./pulumi-home.mjs";
import { attach, run } from "./run.mjs";
import { hasSalt, putIn, takeOut } from "./salts.mjs";
import { selectedStack, stacksOf } from "./stacks.mjs";
import { backendUrl, isLocalBackend, passphraseEnv } from "./state.mjs";

const late = path.join(projectDir, "exports/late.js");

/**
 * The environment of every process that runs the engine.
 * @param {import("./downloads.mjs").Downloads} downloads
 * @returns {NodeJS.ProcessEnv}
 */
export function engineEnv(downloads) {
  const env = {
    ...process.env,
    PATH: `${engineDir()}${path.delimiter}${process.env.PATH ?? ""}`,
    PULUMI_HOME: pulumiHome(),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Also for the processes of providers, which load Pulumi before anything of this project.
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --require=${JSON.stringify(late)}`.trim(),
    // From Node 22.1 on: what it has compiled, for the next program.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? local("compiled"),
  };
  if (downloads === "vendors") return env;
  return {
    ...env,
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    GATEHOUSE_IMAGES: process.env.GATEHOUSE_IMAGES ?? JSON.stringify(imageReferences()),
  };
}

/**
 * The environment of the CLI. By PWD it finds the project and the selected stack.
 * @param {import("./downloads.mjs").Downloads} downloads
 */
function pulumiEnv(downloads) {
  const own = { PWD: projectDir, PULUMI_BACKEND_URL: backendUrl() };
  return { ...engineEnv(downloads), ...passphraseEnv(), ...own };
}

/**
 * Runs Pulumi on this terminal and returns its exit code.
 * @param {import("./downloads.mjs").Downloads} downloads
 * @param {string[]} args
 * @param {"stdout" | "stderr"} [output] where its standard output goes
 */
export const pulumi = (downloads, args, output) =>
  withSalts(args, () =>
    attach(engineFile(), args, { cwd: projectDir, env: pulumiEnv(downloads), output }),
  );

/**
 * Runs Pulumi and collects its output.
 * @param {import("./downloads.mjs").Downloads} downloads
 * @param {string[]} args
 */
export const pulumiQuietly = (downloads, args) =>
  withSalts(args, () => run(engineFile(), args, { cwd: projectDir, env: pulumiEnv(downloads) }));

/**
 * Runs a command with the salts of its stacks in their files. A state that several checkouts share needs
 * its salt in the committed file, where Pulumi writes it; there, it only runs the command.
 * @template T
 * @param {string[]} args
 * @param {() => Promise<T>} work
 */
async function withSalts(args, work) {
  if (!isLocalBackend()) return work();
  mkdirSync(stateDir(), { recursive: true });
  const stacks = stacksOf(args);
  const before = selectedStack();
  for (const stack of stacks) await putIn(stack);
  try {
    return await work();
  } finally {
    for (const stack of stacks) await takeOut(stack);
    const after = selectedStack();
    if (after && after !== before && !stacks.includes(after)) await takeOutOfNew(after);
  }
}

/**
 * Takes the salt out of a stack whose name the person typed only while the command ran.
 * @param {string} stack
 */
async function takeOutOfNew(stack) {
  if (!hasSalt(stack)) return;
  await putIn(stack, { isNew: true });
  await takeOut(stack);
}

/**
 * The outputs of a stack.
 * @param {import("./downloads.mjs").Downloads} downloads
 * @param {string} stack
 */
export async function stackOutputs(downloads, stack) {
  const output = await pulumiQuietly(downloads, ["stack", "output", "--json", "--stack", stack]);
  if (output.code !== 0) throw noOutputs({ stack, output: output.stderr });
  return JSON.parse(output.stdout);
}
