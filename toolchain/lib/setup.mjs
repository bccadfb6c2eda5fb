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
 * All it takes to deploy or to preview: also that the program's types are right.
 * @param {string} stack
 * @returns {Promise<Ready>}
 */
export async function setUpProgram(stack) {
  const ready = await setUp(stack);
  await ensureTypes();
  return ready;
}

/**
 * Packages, Docker engine, Pulumi's engine and providers, images: what is missing is made, what is
 * there costs nothing.
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
