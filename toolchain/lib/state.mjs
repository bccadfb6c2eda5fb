// @ts-check
// The state of the stacks: its backend, its passphrase and, in the file backend, its files.

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { passphraseMissing } from "./failures.mjs";
import { local, projectDir, stateDir } from "./paths.mjs";

/** The address of the file backend. On Windows Pulumi requires the drive first: `file://C:/…`. */
export const localBackendUrl = (dir = stateDir(), platform = process.platform) =>
  platform === "win32" ? `file://${dir.replaceAll("\\", "/")}` : pathToFileURL(dir).href;

/**
 * The backend that a project's Pulumi.yaml names.
 * @param {string} yaml
 */
export function projectBackend(yaml) {
  const block = /^backend:(.*(?:\r?\n[ \t]+.*)*)/m.exec(yaml)?.[1] ?? "";
  const url = /(?:^|[\s{,])url:[ \t]*(?:"([^"]+)"|'([^']+)'|([^\s}'",]+))/.exec(block);
  return url?.[1] ?? url?.[2] ?? url?.[3];
}

/** The backend of every command: PULUMI_BACKEND_URL, else that of Pulumi.yaml, else the checkout's. */
export const backendUrl = (env = process.env, project = projectFile()) =>
  env.PULUMI_BACKEND_URL || projectBackend(project) || localBackendUrl();

/** Whether the state and its passphrase belong to this checkout alone. */
export const isLocalBackend = (env = process.env) => backendUrl(env) === localBackendUrl();

/** A backend's URL without its credentials and query, which can hold secrets. */
export const shownBackend = (url = backendUrl()) =>
  url.replace(/\?.*$/, "").replace(/\/\/.*@/, "//");

const projectFile = () => readFileSync(path.join(projectDir, "Pulumi.yaml"), "utf8");

export const passphraseFile = () => local("passphrase");

/**
 * The environment variable with the generated passphrase. Empty where the person has set one, or where
 * the state is elsewhere, since other checkouts don't have the generated passphrase.
 * @returns {Record<string, string>}
 */
export function passphraseEnv(env = process.env) {
  const own = env.PULUMI_CONFIG_PASSPHRASE !== undefined || env.PULUMI_CONFIG_PASSPHRASE_FILE;
  return own || !isLocalBackend(env) ? {} : { PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile() };
}

/**
 * Generates the passphrase on first use.
 * @throws Failure where stacks exist whose passphrase is lost.
 */
export function ensurePassphrase(env = process.env) {
  const file = passphraseFile();
  if (Object.keys(passphraseEnv(env)).length === 0 || existsSync(file)) return;
  const stacks = localStacks();
  if (stacks.length > 0) throw passphraseMissing({ stacks, file });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
}

/** The files with the state of this checkout's stacks. */
export function localStateFiles() {
  const dir = path.join(stateDir(), ".pulumi", "stacks");
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json"))
    .map((file) => path.join(dir, file));
}

/** The names of the stacks whose state this checkout has. */
export const localStacks = () =>
  localStateFiles()
    .map((file) => path.basename(file, ".json"))
    .sort();

/** @typedef {{ type: string, id?: string, external?: boolean, protect?: boolean, outputs?: { name?: unknown } }} Resource */

/**
 * The files of a stack in the backend.
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
 * The resources in a stack's state, readable without the passphrase.
 * @param {string} stack
 * @returns {Resource[]}
 */
export function resourcesOf(stack) {
  const file = filesOf(stack).find((name) => path.basename(name) === `${stack}.json`);
  if (!file) return [];
  return JSON.parse(readFileSync(file, "utf8")).checkpoint?.latest?.resources ?? [];
}

/**
 * The resources that Pulumi refuses to delete, each by kind and name.
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
 * The docker commands that remove the resources in the state, without those that the stack adopted.
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
