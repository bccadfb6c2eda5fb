// @ts-check
// How commands fail.

/** A failure the person can do something about: shown as its message alone, without a stack trace. */
export class Failure extends Error {
  /** What the command exits with. */
  exitCode = 1;
}

/** @param {unknown} error */
const isSystemError = (error) => error instanceof Error && "syscall" in error;

/**
 * Runs one command: its result is the exit code; a failure is one clear message.
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
 * The output of another program, indented.
 * @param {string} text
 */
export const indent = (text) =>
  text
    .trim()
    .split(/\r?\n/)
    .map((line) => `  ${line}`)
    .join("\n");
