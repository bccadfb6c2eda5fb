// The package's command: `npx gatehouse`.
import { Command, CommanderError } from "commander";
import { type Console, processConsole } from "./console";
import { CommandFailure, ExitCode, reasonOf } from "./failure";
import { addImport } from "./import/command";
import { addLabels } from "./labels/command";
import { addLint } from "./lint/command";
import { runChild } from "./program/child";
import { CHILD } from "./program/run";

const EXIT_CODES = `
Exit codes: 0 nothing to report; 1 problems found; 2 wrong usage, or an input that can't be read.`;

/** Runs the command; returns its exit code. */
export async function run(args: readonly string[], console = processConsole): Promise<ExitCode> {
  let code: ExitCode = ExitCode.Fine;
  const program = commandOf(console, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? ExitCode.Fine : ExitCode.Usage;
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

function commandOf(console: Console, exit: (code: ExitCode) => void): Command {
  const program = new Command("gatehouse")
    .description("Checks the labels of Caddy Docker Proxy, and brings them to typed programs.")
    .addHelpText("after", EXIT_CODES)
    .helpCommand(false)
    .showHelpAfterError("See: gatehouse --help")
    .configureOutput({ writeOut: console.out, writeErr: console.err })
    .exitOverride();
  program.command(CHILD, { hidden: true }).action(runChild);
  addImport(program, console, exit);
  addLabels(program, console, exit);
  addLint(program, console, exit);
  for (const each of program.commands) each.copyInheritedSettings(program);
  return program;
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
