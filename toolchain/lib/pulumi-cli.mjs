// @ts-check
// Running the Pulumi CLI with this project's home, backend, passphrase and images.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { backendUrl, isLocalBackend } from "./backend.mjs";
import { imageReferences } from "./images.mjs";
import { passphraseEnv } from "./passphrase.mjs";
import { projectDir, pulumiHome, stateDir } from "./paths.mjs";
import { engineDir, engineFile } from "./programs.mjs";
import { attach, run } from "./run.mjs";
import { hasSalt, putIn, takeOut } from "./salts.mjs";
import { selectedStack, stacksOf } from "./stacks.mjs";
import { transpileOnly } from "./types.mjs";

/**
 * What of the environment is the same for every process that runs the engine.
 * @param {import("./downloads.mjs").Downloads} downloads
 * @returns {NodeJS.ProcessEnv}
 */
export function engineEnv(downloads) {
  const env = {
    ...process.env,
    PATH: `${engineDir()}${path.delimiter}${process.env.PATH ?? ""}`,
    PULUMI_HOME: pulumiHome(),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  if (downloads === "vendors") return env;
  return {
    ...env,
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    GATEHOUSE_IMAGES: process.env.GATEHOUSE_IMAGES ?? JSON.stringify(imageReferences()),
  };
}

/**
 * The environment of the CLI. PWD decides by which path it knows the project and its chosen stack.
 * @param {import("./downloads.mjs").Downloads} downloads
 */
function pulumiEnv(downloads) {
  const own = { PWD: projectDir, PULUMI_BACKEND_URL: backendUrl() };
  return { ...engineEnv(downloads), ...passphraseEnv(), ...transpileOnly(), ...own };
}

/**
 * Runs Pulumi on this terminal and gives its exit code.
 * @param {import("./downloads.mjs").Downloads} downloads
 * @param {string[]} args
 */
export const pulumi = (downloads, args) =>
  withSalts(args, () => attach(engineFile(), args, { cwd: projectDir, env: pulumiEnv(downloads) }));

/**
 * Runs Pulumi and collects what it writes.
 * @param {import("./downloads.mjs").Downloads} downloads
 * @param {string[]} args
 */
export const pulumiQuietly = (downloads, args) =>
  withSalts(args, () => run(engineFile(), args, { cwd: projectDir, env: pulumiEnv(downloads) }));

/**
 * A state that several checkouts share needs its salt in the committed file, as Pulumi puts it there.
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
 * A stack that the command itself asked for and made is known only after it ran.
 * @param {string} stack
 */
async function takeOutOfNew(stack) {
  if (!hasSalt(stack)) return;
  await putIn(stack, { isNew: true });
  await takeOut(stack);
}
