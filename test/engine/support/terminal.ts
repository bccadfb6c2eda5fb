import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { cleanEnvironment, type Outcome } from "./project";

/** The text that a person reads, and the keys that they then type. */
export interface Dialogue {
  readonly question: string;
  readonly keys: string;
}

/** Runs a command in a folder with a terminal, and answers its question. */
export function onTerminal(dir: string, command: string, { question, keys }: Dialogue) {
  const env = { ...cleanEnvironment(), TERM: "xterm" };
  const args = ["--quiet", "--return", "--command", command, "/dev/null"];
  const child = spawn("script", args, { cwd: dir, env });
  let output = "";
  let answered = false;
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += stripVTControlCharacters(chunk);
    if (answered || !output.includes(question)) return;
    answered = true;
    child.stdin.write(keys);
  });
  return new Promise<Outcome>((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done({ code: code ?? -1, output }));
  });
}
