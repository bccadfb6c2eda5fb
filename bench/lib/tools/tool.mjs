// The tools that deploy the same services, side by side. This file says what a tool is.
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * @typedef {object} Tool
 * @property {string} name its column
 * @property {Record<string, string>} versions of it and what it runs, by name
 * @property {(folder: string) => Promise<void>} prepare makes an empty folder ready, once: not measured
 * @property {(folder: string, state: State) => void} write the files that declare this state
 * @property {Record<Act, Command>} commands
 * @property {(folder: string) => number | null} stateSize bytes; null for a tool that keeps none
 * @property {(folder: string) => number} [fieldsSize] bytes that Pulumi itself writes in the state of
 *   components and dynamic resources, beside their inputs and outputs
 *
 * @typedef {object} State
 * @property {number} services
 * @property {number} [route] the number of the first service's second host; default: it has none
 * @property {1 | 2} [release] of the first service
 *
 * @typedef {object} Command
 * @property {string} file
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} env
 *
 * apply: makes it so. look: shows what would change, from what the tool knows. refresh: the same, from
 * what there is.
 * @typedef {"apply" | "look" | "refresh" | "destroy"} Act
 */

/** Every name on the engine, and every label. One run at a time. */
export const NAME = "gatehouse-bench";

/** What the entry point publishes on the loopback address. The tools take turns. */
export const PORTS = { http: 28480, https: 28443 };

/** The ports of the entry point as Terraform's and Pulumi's Docker providers take them. */
export const published = () =>
  [
    { internal: 80, external: PORTS.http, protocol: "tcp" },
    { internal: 443, external: PORTS.https, protocol: "tcp" },
    { internal: 443, external: PORTS.https, protocol: "udp" },
  ].map((port) => ({ ip: "127.0.0.1", ...port }));

/** @param {number} index of the service */
export const hostOf = (index) => `s${index}.localhost`;

/** @param {number} number of the first service's second host */
export const secondHost = (number) => `second${number}.localhost`;

/**
 * The hosts of a service in a state.
 * @param {State} state
 * @param {number} index
 */
export const hostsOf = ({ route }, index) =>
  index === 0 && route !== undefined ? [hostOf(index), secondHost(route)] : [hostOf(index)];

/**
 * The labels with which the tools other than ours route to a service, as Caddy Docker Proxy documents
 * them.
 * @param {State} state
 * @param {number} index
 * @returns {Record<string, string>}
 */
export const labelsOf = (state, index) => ({
  [NAME]: hostsOf(state, index).join(", "),
  [`${NAME}.reverse_proxy`]: "{{upstreams 80}}",
  "gatehouse.owner": NAME,
});

/** A new folder for a run. */
export const makeFolder = () => mkdtempSync(path.join(tmpdir(), `${NAME}-`));

/** @param {string} folder */
export const removeFolder = (folder) => rmSync(folder, { recursive: true, force: true });

/** @param {string} file */
export const sizeOf = (file) => (existsSync(file) ? statSync(file).size : 0);

/**
 * Copies a program.
 * @param {string} from
 * @param {string} to
 */
export function copyProgram(from, to) {
  cpSync(from, to);
  chmodSync(to, 0o755);
}
