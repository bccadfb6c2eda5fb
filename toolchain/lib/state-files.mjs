// @ts-check
// The files of a stack in the file backend, for what the CLI leaves behind or cannot read.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { stateDir } from "./paths.mjs";

/** @typedef {{ type: string, id?: string, external?: boolean, protect?: boolean, outputs?: { name?: unknown } }} Resource */

/**
 * Everything the backend keeps of a stack.
 * @param {string} stack
 */
function filesOf(stack) {
  const root = path.join(stateDir(), ".pulumi");
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => {
      const name = path.basename(file);
      const [kind] = file.split(path.sep);
      if (kind === "stacks") return name.startsWith(`${stack}.json`);
      return ["history", "backups", "locks"].includes(kind ?? "") && name === stack;
    })
    .map((file) => path.join(root, file));
}

/** @param {string} stack */
export function removeState(stack) {
  for (const file of filesOf(stack)) rmSync(file, { recursive: true, force: true });
}

/**
 * What a stack's state says it made, readable without the passphrase.
 * @param {string} stack
 * @returns {Resource[]}
 */
export function resourcesOf(stack) {
  const file = filesOf(stack).find((name) => path.basename(name) === `${stack}.json`);
  if (!file) return [];
  return JSON.parse(readFileSync(file, "utf8")).checkpoint?.latest?.resources ?? [];
}

/**
 * What Pulumi refuses to delete, each by kind and name.
 * @param {Resource[]} resources
 */
export const protectedThings = (resources) =>
  resources
    .filter(({ protect }) => protect)
    .map((resource) => `${kindOf(resource)} ${nameOf(resource)}`);

/** @param {Resource} resource */
const kindOf = ({ type }) => (type.split(":").at(-1) ?? type).toLowerCase();

/** @param {Resource} resource */
const nameOf = ({ id, outputs }) => (typeof outputs?.name === "string" ? outputs.name : id);

/**
 * The docker commands that remove what the state describes. What the stack only found is not there.
 * @param {Resource[]} resources
 */
export function removalCommands(resources) {
  const kinds = /** @type {const} */ ([
    ["docker:index/container:Container", "docker rm --force"],
    ["docker:index/network:Network", "docker network rm"],
    ["docker:index/volume:Volume", "docker volume rm"],
  ]);
  return kinds.flatMap(([type, command]) => {
    const names = resources
      .filter((resource) => resource.type === type && !resource.external)
      .map(nameOf);
    return names.length > 0 ? [`${command} ${names.join(" ")}`] : [];
  });
}
