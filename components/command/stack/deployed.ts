// Reads what a stack has deployed.
import { resolve } from "node:path";
import { didYouMean } from "../../schema/did-you-mean";
import { CommandFailure } from "../failure";
import { assemble } from "./assemble";
import type { Deployed } from "./model";
import { TRIAL_STACK } from "./options";
import type { PulumiCommand } from "./pulumi";
import { parseState, type State } from "./state";

/**
 * Reads what a stack has deployed, from its state. Secrets of the state stay encrypted, and are left out.
 *
 * @param stack its name, with or without organization and project. Default: the selected one, else `dev`, which is
 *   faster than to ask for the name first.
 * @throws CommandFailure where there is no such stack, or Pulumi can't read its state.
 */
export async function readDeployed(pulumi: PulumiCommand, stack?: string): Promise<Deployed> {
  return assemble(await readState(pulumi, stack));
}

/** Reads a stack's state, as {@link readDeployed} does. */
export async function readState(pulumi: PulumiCommand, stack?: string): Promise<State> {
  const named = stack === undefined ? [] : ["--stack", stack];
  const { code, stdout, stderr } = await pulumi.capture(["stack", "export", ...named]);
  if (code === 0) return parseState(stdout);
  if (stack === undefined) return readState(pulumi, TRIAL_STACK);
  if (/no stack named/.test(stderr)) throw new CommandFailure(await unknownStack(pulumi, stack));
  throw new CommandFailure(`Pulumi can't read the state of stack "${stack}":\n${wordsOf(stderr)}`);
}

/** Goes to the folder of the program: paths in the state, such as those of certificates, are relative to it. */
export function enterProject({ projectDir }: PulumiCommand): void {
  if (resolve(projectDir) !== process.cwd()) process.chdir(projectDir);
}

/** The message for a stack that does not exist, with the most similar one that does. */
async function unknownStack(pulumi: PulumiCommand, stack: string): Promise<string> {
  const known = await stacksOf(pulumi);
  const list =
    known.length === 0
      ? `There is none yet. Create it: ${pulumi.shown} stack init ${stack}`
      : `Stacks of this project: ${known.join(", ")}.`;
  return `there is no stack "${stack}".${didYouMean(stack, known)}\n${list}`;
}

/** The names of the project's stacks; none where Pulumi can't list them. */
async function stacksOf(pulumi: PulumiCommand): Promise<string[]> {
  const { code, stdout } = await pulumi.capture(["stack", "ls", "--json"]);
  if (code !== 0) return [];
  const listed: readonly { readonly name: string }[] = JSON.parse(stdout);
  return listed.map(({ name }) => name);
}

/** Pulumi's own words, without its prefix. */
function wordsOf(stderr: string): string {
  return stderr.trim().replace(/^error: /, "");
}
