// @ts-check
// The backend that keeps the state of the stacks: a folder of this checkout, or the configured one.
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { projectDir, stateDir } from "./paths.mjs";

/** The address of the file backend. On Windows Pulumi wants the drive first: `file://C:/…`. */
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

/** The backend of every command: PULUMI_BACKEND_URL, else that of Pulumi.yaml, else a folder here. */
export const backendUrl = (env = process.env, project = projectFile()) =>
  env.PULUMI_BACKEND_URL || projectBackend(project) || localBackendUrl();

/** Whether the state, and with it the passphrase, is this checkout's alone. */
export const isLocalBackend = (env = process.env) => backendUrl(env) === localBackendUrl();

/** A backend's URL without its credentials and query, which can hold secrets. */
export const shownBackend = (url = backendUrl()) =>
  url.replace(/\?.*$/, "").replace(/\/\/.*@/, "//");

const projectFile = () => readFileSync(path.join(projectDir, "Pulumi.yaml"), "utf8");
