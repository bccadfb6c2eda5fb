import { text } from "node:stream/consumers";

/** Where the command reads and writes. */
export interface Console {
  /** Writes to standard output. */
  out(text: string): void;
  /** Writes to standard error. */
  err(text: string): void;
  /** Reads standard input to its end. */
  input(): Promise<string>;
}

/** The console of this process. */
export const processConsole: Console = {
  out: (written) => process.stdout.write(written),
  err: (written) => process.stderr.write(written),
  input: () => text(process.stdin),
};
