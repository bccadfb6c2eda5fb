import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { liveLine } from "../../../components/command/experiment/live";

/** The text written to an output of this kind. */
function written(isTTY: boolean, columns = 20) {
  let text = "";
  const line = liveLine({
    isTTY,
    columns,
    write: (more) => {
      text += more;
    },
  });
  line.tell("begun");
  line.tick("1 s of a line that is too long");
  line.tick("2 s");
  line.tell("done");
  return text;
}

describe("A live line", () => {
  it("is updated on a terminal, within its width", () => {
    expect(written(true)).toBe(
      "\r\x1b[Kbegun\n\r\x1b[K1 s of a line that \r\x1b[K2 s\r\x1b[Kdone\n",
    );
  });

  it("is a new line each time elsewhere", () => {
    expect(written(false)).toBe("begun\n1 s of a line that is too long\n2 s\ndone\n");
  });
});

describe.runIf(process.platform !== "win32")("An interrupt", () => {
  const live = JSON.stringify(path.resolve("components/command/experiment/live"));

  /** Runs a process that interrupts itself, and again this many milliseconds later. */
  function interrupted(again?: number) {
    const script = `
      const { interrupts } = require(${live});
      const stop = interrupts();
      const interrupt = () => process.kill(process.pid, "SIGINT");
      const end = () =>
        setTimeout(() => {
          console.log(String(stop.exitCode()));
          process.exit();
        }, 300);
      stop.signal.addEventListener("abort", () => {
        console.log("stopping");
        if (${again === undefined}) end();
        else setTimeout(() => end(interrupt()), ${again});
      });
      interrupt();
      setTimeout(() => {}, 60_000);
    `;
    const args = ["--require", "./exports/typescript.js", "--eval", script];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    return { status, stdout };
  }

  it("aborts once, with the signal's exit code", () => {
    expect(interrupted()).toEqual({ status: 0, stdout: "stopping\n130\n" });
  });

  it("that arrives twice at once, as from npm and the terminal, counts once", () => {
    expect(interrupted(1)).toEqual({ status: 0, stdout: "stopping\n130\n" });
  });

  it("that arrives again later ends the process", () => {
    expect(interrupted(1200)).toEqual({ status: 130, stdout: "stopping\n" });
  });
});
