// The package's command: `npx gatehouse`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, Help, type Option } from "commander";
import { keep } from "../experiments";
import { addBackup } from "./backup/backup";
import { addRestore } from "./backup/restore";
import { addCompletion } from "./completion/command";
import { type Console, processConsole } from "./console";
import { addDoctor } from "./doctor/command";
import { addDown } from "./down/command";
import { addExperiment, KEEPER } from "./experiment/command";
import { CommandFailure, ExitCode, reasonOf } from "./failure";
import { addImport } from "./import/command";
import { addLabels } from "./labels/command";
import { addLint } from "./lint/command";
import { addLogs } from "./logs/command";
import { addOpen } from "./open/command";
import { addPreview } from "./preview/command";
import { runChild } from "./program/child";
import { CHILD } from "./program/run";
import { addRollback } from "./rollback/command";
import { findOwnPulumi } from "./stack/own-pulumi";
import type { FindPulumi } from "./stack/pulumi";
import { addStatus } from "./status/command";
import { addUp } from "./up/command";

const EXIT_CODES = `
Exit codes: 0 done, nothing to report; 1 problems found, or something failed; 2 wrong usage, or an input that
can't be read. The help of a command lists those that it adds: gatehouse <command> --help`;

/** Runs the command; returns its exit code. */
export async function run(
  args: readonly string[],
  console: Console = processConsole,
  findPulumi: FindPulumi = findOwnPulumi,
): Promise<number> {
  let code: number = ExitCode.Fine;
  const exit = (result: number) => {
    code = result;
  };
  const program = commandOf(console, exit, findPulumi);
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander's own code for wrong usage is 1; a subcommand may have another one.
      return error.exitCode === ExitCode.Problems ? ExitCode.Usage : error.exitCode;
    }
    if (error instanceof CommandFailure || isSystemError(error)) {
      console.err(`gatehouse: ${reasonOf(error)}\n`);
      return error instanceof CommandFailure ? error.exitCode : ExitCode.Usage;
    }
    if (process.env.GATEHOUSE_DEBUG) throw error;
    console.err(
      `gatehouse: a mistake of the command itself: ${reasonOf(error)}\nPlease report it with what GATEHOUSE_DEBUG=1 prints.\n`,
    );
    return ExitCode.Usage;
  }
}

/** All subcommands, in the groups of the help. */
export function commandOf(
  console: Console,
  exit: (code: number) => void,
  findPulumi: FindPulumi,
): Command {
  const program = new Command("gatehouse")
    .description(
      "Deploys and looks after a stack with its entry point, and checks labels of Caddy Docker Proxy.",
    )
    .version(version(), "-V, --version", "print the package's version")
    .addHelpText("after", EXIT_CODES)
    .helpCommand(false)
    .showHelpAfterError("See: gatehouse --help")
    .configureHelp({ optionDescription: withoutFalse })
    .configureOutput({ writeOut: console.out, writeErr: console.err })
    .exitOverride();
  program.command(CHILD, { hidden: true }).action(runChild);
  program.command(KEEPER, { hidden: true }).action(keep);
  program.commandsGroup("Deploy:");
  addUp(program, console, exit, findPulumi);
  addPreview(program, console, exit, findPulumi);
  addDown(program, console, exit, findPulumi);
  program.commandsGroup("Look after a stack:");
  addStatus(program, console, exit, findPulumi);
  addDoctor(program, console, exit, findPulumi);
  addOpen(program, console, findPulumi);
  addLogs(program, console, exit, findPulumi);
  addRollback(program, console, exit, findPulumi);
  addExperiment(program, console, exit, findPulumi);
  addBackup(program, console, findPulumi);
  addRestore(program, console, findPulumi);
  program.commandsGroup("Labels, compose files and Caddyfiles:");
  addImport(program, console, exit);
  addLabels(program, console, exit);
  addLint(program, console, exit);
  program.commandsGroup("This command:");
  addCompletion(program, console);
  return program;
}

/** The path is the same from `components/` and, in the package, from `dist/`. */
function version(): string {
  return JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")).version;
}

/** The help's text of an option, without a default that a person expects. */
function withoutFalse(option: Option): string {
  return new Help().optionDescription(option).replace(/ \(default: false\)$/, "");
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
