import { fork } from "node:child_process";
import { dirname, join } from "node:path";
import { CommandFailure } from "../failure";
import type { ProgramLabels, ProgramReply, ProgramRequest } from "./messages";

/** The argument with which the command is the child of itself. */
export const CHILD = "__program";

/** The script of the command, for its own further processes. */
export const COMMAND = join(__dirname, "../../../exports/gatehouse.js");

/**
 * Runs a program, or loads a module of sites, without an engine and without Docker.
 *
 * @throws CommandFailure where the program fails.
 */
export function runProgram(request: ProgramRequest): Promise<ProgramLabels> {
  return new Promise((done, fail) => {
    const child = fork(COMMAND, [CHILD], {
      cwd: request.cwd ?? dirname(request.file),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      execArgv: [],
    });
    let written = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (text) => {
        written += text;
      });
    }
    let reply: ProgramReply | undefined;
    child.on("message", (message: ProgramReply) => {
      reply = message;
    });
    child.on("close", (code) => {
      if (reply !== undefined && "declared" in reply) return done(reply);
      const reason = reply?.problem.split("\nRequire stack:")[0] ?? written.trim();
      const told = reason || `it ended with exit code ${code}.`;
      // A mistake of TypeScript has its place in front.
      const placed = told.startsWith(`${request.file}:`);
      fail(new CommandFailure(placed ? told : `${request.file}: ${told}`));
    });
    child.send(request);
  });
}
