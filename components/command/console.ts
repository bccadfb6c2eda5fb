import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

/** Where the command reads and writes. */
export interface Console {
  /** Writes to standard output. */
  out(text: string): void;
  /** Writes to standard error. */
  err(text: string): void;
  /** Reads standard input to its end. */
  input(): Promise<string>;
  /** Whether a person is there to answer: both ends are a terminal, and this is no CI. */
  readonly terminal: boolean;
  /** Asks the person at the terminal; "" where they close it. */
  ask(question: string): Promise<string>;
  /** Whether standard output is a terminal that shows colours, without `NO_COLOR`. */
  readonly colours: boolean;
  /** Characters of a line of the terminal; undefined elsewhere. */
  readonly columns?: number;
}

/** The console of this process. */
export const processConsole: Console = {
  out: (written) => process.stdout.write(written),
  err: (written) => process.stderr.write(written),
  input: () => text(process.stdin),
  terminal: Boolean(process.stdin.isTTY && process.stdout.isTTY) && !isSet(process.env.CI),
  ask,
  colours: Boolean(process.stdout.isTTY) && !process.env.NO_COLOR && process.env.TERM !== "dumb",
  columns: process.stdout.columns,
};

function isSet(variable = ""): boolean {
  return !["", "0", "false"].includes(variable);
}

/** Asks on standard error, so that standard output has only the result. */
async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string>((done) => {
    reader.once("close", () => done(""));
    reader.question(question, done);
  });
  reader.close();
  return answer;
}
