/** Exit codes of the package's command, but for those that the help of a subcommand lists. */
export const ExitCode = {
  /** Done, and nothing to report. */
  Fine: 0,
  /** Problems, a difference, or something that failed. */
  Problems: 1,
  /** Wrong usage, or an input that cannot be read. */
  Usage: 2,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** An error that the user of the command fixes: one message, without a stack trace. */
export class CommandFailure extends Error {
  constructor(
    message: string,
    readonly exitCode: number = ExitCode.Usage,
  ) {
    super(message);
  }
}

/** The message of any error. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
