// @ts-check
// The set-up that all commands share; the steps that fail soonest come first.
import { ensureEngine } from "./docker-engine.mjs";
import { ensureImages } from "./images.mjs";
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
 * @returns {Promise<Ready>}
 */
export async function setUp(stack) {
  await ensurePackages();
  const engine = await ensureEngine(stack);
  const downloads = await ensureHome();
  if (downloads === "registries") await ensureImages(engine);
  return { engine, downloads };
}
