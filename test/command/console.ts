import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { Console } from "../../components/command/console";
import { run } from "../../components/command/main";
import type { FindPulumi } from "../../components/command/stack/pulumi";

/** What a run of the command wrote, and its exit code. */
export interface Written {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What surrounds a run of the command in a test. */
interface Around {
  readonly findPulumi?: FindPulumi;
  /** What a person at the terminal answers. Without it, there is no terminal. */
  readonly answer?: string;
}

/** Runs the package's command in this process. */
export async function gatehouse(
  args: readonly string[],
  input = "",
  { findPulumi, answer }: Around = {},
): Promise<Written> {
  const { console, written } = testConsole(input, answer);
  const code = await run(args, console, findPulumi);
  return { code, ...written };
}

/** A console that keeps what the command writes. */
export function testConsole(input = "", answer?: string) {
  const written = { out: "", err: "" };
  const console: Console = {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    input: async () => input,
    terminal: answer !== undefined,
    ask: async (question) => {
      written.err += `${question}${answer}\n`;
      return answer ?? "";
    },
    colours: false,
  };
  return { console, written };
}

/** A folder for the tests of a file, with a function that writes files into it. */
export function folder() {
  const dir = mkdtempSync(join(tmpdir(), "gatehouse-command-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return {
    dir,
    write(name: string, text: string): string {
      const file = join(dir, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
  };
}
