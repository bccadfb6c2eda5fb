// @ts-check
// Reading a command's arguments.
import { parseArgs } from "node:util";
import { badArguments, badStackName, nodeTooOld } from "./failures.mjs";
import { isStackName } from "./stacks.mjs";

/**
 * @typedef {import("node:util").ParseArgsConfig["options"]} Options
 */

/**
 * Parses the arguments of one of our commands. `--help` prints the help and gives nothing back.
 * @template {NonNullable<Options>} T
 * @param {string} command
 * @param {string} help
 * @param {string[]} args
 * @param {T} options
 * @param {boolean} [allowPositionals]
 */
export function readArgs(command, help, args, options, allowPositionals = false) {
  requireNode(process.versions.node);
  try {
    const all = { ...options, help: { type: /** @type {const} */ ("boolean"), short: "h" } };
    const parsed = parseArgs({ args, options: all, allowPositionals, strict: true });
    if (/** @type {Record<string, unknown>} */ (parsed.values).help) {
      console.log(help.trim());
      return undefined;
    }
    return parsed;
  } catch (error) {
    const [problem = ""] = /** @type {Error} */ (error).message.split(". ");
    throw badArguments({ command, problem: `${problem.replace(/\.$/, "")}.` });
  }
}

/** @param {string} version */
export function requireNode(version) {
  if (Number.parseInt(version, 10) < 20) throw nodeTooOld(version);
}

/** @param {string} stack */
export function requireStackName(stack) {
  if (!isStackName(stack)) throw badStackName(stack);
  return stack;
}
