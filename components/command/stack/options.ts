// What the subcommands of a deployed stack share: their options.
import type { Command } from "commander";
import { CommandFailure } from "../failure";
import { checkStackFile } from "./project";
import type { PulumiCommand } from "./pulumi";

/** The stack to try things out. */
export const TRIAL_STACK = "dev";

/** The options that {@link stackOptions} adds. */
export interface StackOptions {
  readonly stack?: string;
  readonly json: boolean;
}

/** Adds `--stack` and `--json`. */
export function stackOptions(command: Command): Command {
  return command
    .option("-s, --stack <name>", `the stack (default: the selected one, else ${TRIAL_STACK})`)
    .option("--json", "print one JSON document", false);
}

/** Adds `--yes`, for a subcommand that changes a stack. */
export function yesOption(command: Command): Command {
  return command.option(
    "-y, --yes",
    `do it without asking; needed where there is no terminal, for any stack but ${TRIAL_STACK}`,
    false,
  );
}

/** The stack that a subcommand is for: `--stack`, else the selected one, else `dev`. Its file is YAML. */
export async function stackOf(options: StackOptions, pulumi: PulumiCommand): Promise<string> {
  const stack = options.stack === undefined ? await selected(pulumi) : checked(options.stack);
  checkStackFile(pulumi, bareName(stack));
  return stack;
}

async function selected(pulumi: PulumiCommand): Promise<string> {
  const { code, stdout } = await pulumi.capture(["stack", "--show-name"]);
  return (code === 0 && stdout.trim()) || TRIAL_STACK;
}

/** A name of a stack, with its organization and project or without. */
function checked(name: string): string {
  if (/^(?:[\w.-]+\/){0,2}(?!\.+$)[\w.-]+$/.test(name)) return name;
  throw new CommandFailure(
    `--stack: "${name}" is no name of a stack: letters, digits, "-", "_" and "." only.`,
  );
}

/** A stack's name without its organization and project. */
export const bareName = (stack: string): string => stack.split("/").at(-1) ?? stack;
