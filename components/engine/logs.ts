import type { Engine } from "./client";
import { textIn } from "./output";

/** A line that a container wrote. */
export interface LogLine {
  /** When, in milliseconds, by the engine's clock. */
  readonly time: number;
  readonly text: string;
}

/**
 * What a container wrote to its output and error output, oldest first.
 *
 * @param options `tail`: the last so many lines; `since`: from that time on, in milliseconds.
 */
export async function logLines(
  engine: Engine,
  container: string,
  { tail, since = 0 }: { tail?: number; since?: number } = {},
): Promise<LogLine[]> {
  const seconds = Math.floor(since / 1000);
  const found = await engine
    .getContainer(container)
    .logs({ stdout: true, stderr: true, timestamps: true, follow: false, tail, since: seconds });
  return textIn(found)
    .split("\n")
    .filter((line) => line !== "")
    .map(timed)
    .filter(({ time }) => time >= since);
}

function timed(line: string): LogLine {
  const space = line.indexOf(" ");
  return { time: Date.parse(line.slice(0, space)), text: line.slice(space + 1) };
}
