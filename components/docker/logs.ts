import type { Engine } from "./engine";
import { readWritten } from "./output";
import { wordsOf } from "./reported";

/** A line that a container wrote. */
export interface LogLine {
  /** When, in milliseconds, by the engine's clock. */
  readonly time: number;
  readonly text: string;
}

/**
 * The lines of a container's log, standard output and error, oldest first.
 *
 * @param options `tail`: only the last lines; `since`: only lines from that time on, in milliseconds.
 */
export async function logLines(
  engine: Engine,
  container: string,
  { tail, since = 0 }: { tail?: number; since?: number } = {},
): Promise<LogLine[]> {
  const seconds = Math.floor(since / 1000);
  const sent = await engine
    .getContainer(container)
    .logs({ stdout: true, stderr: true, timestamps: true, follow: false, tail, since: seconds });
  const { all } = await readWritten(engine, sent);
  return all
    .split("\n")
    .filter((line) => line !== "")
    .map(timed)
    .filter(({ time }) => time >= since);
}

/**
 * The same for an error message: where Docker returns no log, as of a dead container, the result is one
 * line that says so.
 */
export async function lastLines(
  engine: Engine,
  container: string,
  options: { tail?: number; since?: number },
): Promise<LogLine[]> {
  try {
    return await logLines(engine, container, options);
  } catch (error) {
    return [{ time: Date.now(), text: `Docker gives no log of it: ${wordsOf(error)}` }];
  }
}

function timed(line: string): LogLine {
  const space = line.indexOf(" ");
  return { time: Date.parse(line.slice(0, space)), text: line.slice(space + 1) };
}
