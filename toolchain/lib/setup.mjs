// @ts-check
// The set-up that all commands share; the steps that fail soonest come first.
import { ensureEngine } from "./docker-engine.mjs";
import { ensurePackages } from "./packages.mjs";
import { ensureHome } from "./pulumi-home.mjs";
import { ensureTypes } from "./typescript.mjs";

/**
 * @typedef {object} Ready
 * @property {import("./docker-engine.mjs").Engine} engine
 * @property {import("./downloads.mjs").Downloads} downloads
 */

/**
 * Sets up a deployment or a preview: also checks the program's types.
 * @param {string} stack
 * @returns {Promise<Ready>}
 */
export async function setUpProgram(stack) {
  const ready = await setUp(stack);
  await ensureTypes();
  return ready;
}

/**
 * Installs or builds missing packages, the Docker engine, Pulumi's engine and providers, and images.
 * @param {string} stack whose Docker engine
 * @param {{ everything?: boolean }} [options] everything: the providers too that no stack here needs
 * @returns {Promise<Ready>}
 */
export async function setUp(stack, { everything } = {}) {
  await ensurePackages();
  const engine = await ensureEngine(stack);
  return { engine, downloads: await ensureHome({ images: engine, everything }) };
}
