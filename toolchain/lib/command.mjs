// @ts-check
// What all commands share: arguments, consent to a change, the exit code.

import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import {
  badArguments,
  badStackName,
  consentNeeded,
  declined,
  Failure,
  nodeTooOld,
} from "./failures.mjs";
import { isStackName } from "./stacks.mjs";

/** @param {unknown} error */
const isSystemError = (error) => error instanceof Error && "syscall" in error;

/**
 * Runs one command and exits with its result. Prints a failure as one message, without a stack trace.
 * @param {(args: string[]) => Promise<number>} main
 * @param {string[]} [args]
 */
export async function command(main, args = process.argv.slice(2)) {
  try {
    process.exitCode = await main(args);
  } catch (error) {
    process.exitCode = error instanceof Failure ? error.exitCode : 1;
    const known = error instanceof Failure || isSystemError(error);
    console.error(known ? `\n${/** @type {Error} */ (error).message}` : error);
  }
}

/**
 * Parses the arguments of one of our commands. `--help` prints the help; then the result is undefined.
 * @template {NonNullable<import("node:util").ParseArgsConfig["options"]>} T
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

/** The option of each command that changes or disturbs a deployed stack. */
export const yesOption = /** @type {const} */ ({ yes: { type: "boolean", default: false } });

/** The stack to try things out: commands change it without asking. */
const TRIAL = "dev";

/** Whether a command can ask a person here. */
function onTerminal() {
  const inCi = !["", "0", "false"].includes(process.env.CI ?? "");
  return Boolean(process.stdin.isTTY && process.stdout.isTTY) && !inCi;
}

/**
 * Whether a command has to ask before it changes something. Call it before anything slow.
 * @param {object} act
 * @param {string} act.command
 * @param {string[]} act.args the arguments of the command, for the message
 * @param {string} act.stack
 * @param {boolean} act.yes
 * @throws Failure where it has to ask, and there is no terminal.
 */
export function asksFirst({ command, args, stack, yes }, terminal = onTerminal()) {
  if (yes || stack === TRIAL) return false;
  if (terminal) return true;
  throw consentNeeded({ command, args, stack });
}

/**
 * The flags with which Pulumi updates or destroys a stack: outside dev it shows a preview first.
 * @param {string} stack
 * @param {boolean} ask whether Pulumi asks after the preview
 */
export const updateFlags = (stack, ask) => [
  ...(ask ? [] : ["--yes"]),
  ...(stack === TRIAL ? ["--skip-preview"] : []),
  "--suppress-progress",
];

/**
 * Asks the person at the terminal.
 * @param {string} consequence what happens after a yes, as a whole sentence
 * @param {{ input: NodeJS.ReadableStream, output: NodeJS.WritableStream }} [streams]
 * @throws Failure unless the answer is yes.
 */
export async function confirm(
  consequence,
  streams = { input: process.stdin, output: process.stdout },
) {
  const reader = createInterface(streams);
  /** @type {string} */
  const answer = await new Promise((done) => {
    reader.once("close", () => done(""));
    reader.question(`${consequence}\nGo on? [y/N] `, done);
  });
  reader.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw declined();
}
