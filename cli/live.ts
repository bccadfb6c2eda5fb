// @ts-check
// A long piece of work that a person watches, and may stop.
import os from "node:os";

/**
 * Lines that stay, and one that tells how far it is: on a terminal it is kept up to date, elsewhere each
 * is a line of its own.
 * @param {{ isTTY?: boolean, columns?: number, write: (text: string) => unknown }} [out]
 */
export function liveLine(out = process.stderr) {
  const clear = out.isTTY ? "\r\x1b[K" : "";
  return {
    tell: (/** @type {string} */ line) => void out.write(`${clear}${line}\n`),
    tick: (/** @type {string} */ line) =>
      void out.write(out.isTTY ? `${clear}${line.slice(0, (out.columns ?? 80) - 1)}` : `${line}\n`),
  };
}

/** npm hands on the interrupt of a terminal that this process has got as well, in milliseconds. */
const SAME = 1000;

/** Tells when somebody asks this process to stop. Asked again, it stops at once. */
export function interrupts() {
  const controller = new AbortController();
  /** @type {number | undefined} */
  let code;
  let first = 0;
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
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
