import os from "node:os";

/** Where a {@link LiveLine} is written. */
interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** How a long run reports: lines that stay, and one that shows how far it is. */
interface LiveLine {
  tell(line: string): void;
  tick(line: string): void;
}

/** On a terminal, `tick` updates one line; elsewhere, it writes a line each time. */
export function liveLine(out: Output = process.stderr): LiveLine {
  const clear = out.isTTY ? "\r\x1b[K" : "";
  return {
    tell: (line) => void out.write(`${clear}${line}\n`),
    tick: (line) =>
      void out.write(out.isTTY ? `${clear}${line.slice(0, (out.columns ?? 80) - 1)}` : `${line}\n`),
  };
}

/** npm forwards a terminal's interrupt that this process has received as well, within this time in ms. */
const SAME = 1000;

/** A signal that an interrupt aborts. */
interface Interrupts {
  readonly signal: AbortSignal;
  /** The exit code of the interrupt; undefined before one. */
  exitCode(): number | undefined;
}

/** Aborts a signal when this process is interrupted. A second interrupt ends the process at once. */
export function interrupts(): Interrupts {
  const controller = new AbortController();
  let code: number | undefined;
  let first = 0;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (code !== undefined && Date.now() - first < SAME) return;
      if (code !== undefined) process.exit(code);
      first = Date.now();
      code = 128 + os.constants.signals[signal];
      controller.abort();
    });
  }
  return { signal: controller.signal, exitCode: () => code };
}
