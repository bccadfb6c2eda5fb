/** Exit codes of the package's command. */
export const ExitCode = {
  /** Nothing to report. */
  Fine: 0,
  /** Problems, or a difference. */
  Problems: 1,
  /** Wrong usage, or an input that cannot be read. */
  Usage: 2,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** An error that the user of the command fixes: one message, without a stack trace. */
export class CommandFailure extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode = ExitCode.Usage,
  ) {
    super(message);
  }
}

/** The message of any error. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
