// The results: JSON in bench/results/, and the sections of docs/performance.md made of it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectDir } from "../../toolchain/lib/paths.mjs";
import { BENCHES } from "./bench.mjs";
import { tableText } from "./markdown.mjs";

/**
 * @typedef {import("./bench.mjs").Result & {
 *   title: string, about: string, date: string, command: string,
 *   machine: import("./machine.mjs").Machine }} Report
 */

const resultFile = (/** @type {string} */ name) =>
  path.join(projectDir, "bench/results", `${name}.json`);
const document = path.join(projectDir, "docs/performance.md");

/**
 * @param {string} name of the bench
 * @param {Report} report
 */
export function save(name, report) {
  mkdirSync(path.dirname(resultFile(name)), { recursive: true });
  writeFileSync(resultFile(name), `${JSON.stringify(report, null, 1)}\n`);
}

/** Writes the section of every bench that has results; the text around the sections stays. */
export function writeDocument() {
  let text = existsSync(document) ? readFileSync(document, "utf8") : "# Performance\n";
  for (const name of BENCHES.filter((each) => existsSync(resultFile(each)))) {
    text = withSection(text, name, section(JSON.parse(readFileSync(resultFile(name), "utf8"))));
  }
  writeFileSync(document, text);
}

/**
 * Replaces what stands between the two marks of a bench, or adds both at the end.
 * @param {string} text
 * @param {string} name
 * @param {string} content
 */
export function withSection(text, name, content) {
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- end: ${name} -->`];
  const made = `${begin}\n${content}\n${end}`;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) return `${text.trimEnd()}\n\n${made}\n`;
  return text.slice(0, from) + made + text.slice(to + end.length);
}

/** @param {Report} report */
function section({ title, about, tables, versions, machine, date, command }) {
  const { cpu, cores, memory, kernel, node, docker } = machine;
  const programs = { ...(docker ? { "Docker engine": docker } : {}), Node: node, ...versions };
  const named = Object.entries(programs).map(([name, version]) => `${name} ${version}`);
  const where = `${cores} cores of ${cpu}, ${memory}, ${kernel}`;
  return [
    `## ${title}`,
    about.trim(),
    ...tables.map(tableText),
    `Measured on ${date} with \`${command}\` (${where}; ${named.join(", ")}).`,
  ].join("\n\n");
}
