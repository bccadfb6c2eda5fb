// The words that a shell can complete, from the command's own tree.
import type { Argument, Command, Option } from "commander";

/** What follows an option or is an argument: nothing, one of these words, a stack, or anything, such as a file. */
export type Values = readonly string[] | "nothing" | "stacks" | "files";

/** An option of a subcommand. */
export interface OptionWords {
  /** Such as `-s`. */
  readonly short?: string;
  /** Such as `--stack`. */
  readonly long: string;
  readonly description: string;
  readonly values: Values;
}

/** A subcommand. */
export interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  /** What its arguments can be. */
  readonly values: Values;
}

/** The subcommands, in the help's order. */
export function wordsOf(program: Command): CommandWords[] {
  const help = program.createHelp();
  return help.visibleCommands(program).map((command) => ({
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).flatMap(optionWords),
    values: argumentValues(command.registeredArguments),
  }));
}

function optionWords(option: Option): OptionWords[] {
  const { short, long, description, argChoices, required, optional } = option;
  if (long === undefined || long === null) return [];
  const takes = long === "--stack" ? "stacks" : "files";
  const values = required || optional ? (argChoices ?? takes) : "nothing";
  return [{ ...(short && { short }), long, description, values }];
}

function argumentValues([argument]: readonly Argument[]): Values {
  return argument === undefined ? "nothing" : (argument.argChoices ?? "files");
}

/** The words of the shells' `case` for an option of a subcommand: `up --stack`. */
export function placesOf({ name }: CommandWords, { short, long }: OptionWords): string[] {
  return [short, long].flatMap((flag) => (flag === undefined ? [] : [`${name} ${flag}`]));
}
