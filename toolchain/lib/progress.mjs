// @ts-check
// Reports progress on standard error, so that standard output has only the result of a command.

/** Seconds between two lines of a long step where the output is no terminal. */
const EVERY = 15;

/** The steps that run now. The newest has the terminal's line. */
const running = /** @type {symbol[]} */ ([]);

/** @param {number} milliseconds */
export function duration(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  if (milliseconds < 9_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * Runs one long step. On a terminal it updates one line each second; elsewhere it writes a line at the
 * start, each 15 seconds and at the end. Of steps at the same time, a terminal shows the newest.
 * @template T
 * @param {string} title such as "Building pulumi"
 * @param {(tell: (how: string) => void) => Promise<T>} work calls `tell` with its progress
 * @param {{ isTTY?: boolean, write: (text: string) => unknown }} [out]
 * @returns {Promise<T>}
 */
export async function step(title, work, out = process.stderr) {
  const started = Date.now();
  let far = "";
  const line = () =>
    `${title}${far ? `: ${far}` : ""} (${duration(Date.now() - started)}${out.isTTY ? "" : " so far"})`;
  if (!out.isTTY) out.write(`${title} …\n`);
  const self = Symbol(title);
  running.push(self);
  const show = () => {
    if (!out.isTTY) out.write(`${line()}\n`);
    else if (running.at(-1) === self) out.write(`\r\x1b[K${line()}`);
  };
  const timer = setInterval(show, (out.isTTY ? 1 : EVERY) * 1000);
  const end = (/** @type {string} */ how) => {
    clearInterval(timer);
    running.splice(running.indexOf(self), 1);
    out.write(
      `${out.isTTY ? "\r\x1b[K" : ""}${title}: ${how} in ${duration(Date.now() - started)}\n`,
    );
  };
  try {
    const result = await work((how) => {
      far = how;
    });
    end("done");
    return result;
  } catch (error) {
    end("failed");
    throw error;
  }
}

/**
 * Writes a line.
 * @param {string} text
 */
export const say = (text) => void process.stderr.write(`${text}\n`);
