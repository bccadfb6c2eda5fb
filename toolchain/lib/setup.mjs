// @ts-check
// The set-up all commands share, in the order that fails soonest.
import { ensureEngine } from "./docker-engine.mjs";
import { ensureImages } from "./images.mjs";
import { ensurePackages } from "./packages.mjs";
import { ensureHome } from "./pulumi-home.mjs";
import { ensureTypes } from "./types.mjs";

/**
 * @typedef {object} Ready
 * @property {import("./docker-engine.mjs").Engine} engine
 * @property {import("./downloads.mjs").Downloads} downloads
 */

/**
 * The set-up for a deployment or a preview: it checks the program's types as well.
 * @param {string} stack
 * @returns {Promise<Ready>}
 */
export async function setUpProgram(stack) {
  const ready = await setUp(stack);
  await ensureTypes();
  return ready;
}

/**
 * Installs or builds what is missing of packages, Docker engine, Pulumi's engine and providers, images.
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
