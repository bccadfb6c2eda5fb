// @ts-check
// Consent to a change: commands change the stack dev without asking, and ask for any other.
import { createInterface } from "node:readline";
import { consentNeeded, declined } from "./failures.mjs";

/** The option of each command that changes or disturbs what is deployed. */
export const yesOption = /** @type {const} */ ({ yes: { type: "boolean", default: false } });

/** The stack for trying things out: commands change it without asking. */
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
 * @param {string} [act.container] one that is named itself, and so may be of any stack
 * @param {boolean} act.yes
 * @throws Failure where it has to, and can't.
 */
export function asksFirst({ command, args, stack, container, yes }, terminal = onTerminal()) {
  if (yes || (stack === TRIAL && container === undefined)) return false;
  if (terminal) return true;
  const subject = container === undefined ? `stack "${stack}"` : `container "${container}"`;
  throw consentNeeded({ command, args, subject });
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
 * Asks the person at the terminal, where Pulumi does not.
 * @param {string} consequence what happens after a yes, in whole sentences
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
