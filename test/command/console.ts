import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { run } from "../../components/command/main";

/** What a run of the command wrote, and its exit code. */
export interface Written {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the package's command in this process. */
export async function gatehouse(args: readonly string[], input = ""): Promise<Written> {
  let out = "";
  let err = "";
  const code = await run(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    input: async () => input,
  });
  return { code, out, err };
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
