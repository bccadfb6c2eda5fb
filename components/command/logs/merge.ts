// One order of the lines of several logs.
import type { StampedLine } from "../../docker/containers/log-stream";

/** A line, and which container or service wrote it. */
export interface MergedLine extends StampedLine {
  /** Its name on the Docker host. */
  readonly source: string;
  /** Whether the proxy wrote it, rather than the service. */
  readonly proxy: boolean;
}

/** Milliseconds that a line waits for earlier ones of other logs. */
const PATIENCE = 250;

/** Lines in the order of their times; those of one time as they came. */
export function inOrder(lines: readonly MergedLine[]): MergedLine[] {
  return lines.toSorted((one, other) => compare(one.stamp, other.stamp));
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Orders lines that come from several logs at a time: each one waits for {@link PATIENCE}. */
export class Merger {
  private waiting: { readonly line: MergedLine; readonly came: number }[] = [];

  /** @param now a clock in milliseconds. */
  constructor(private readonly now: () => number = Date.now) {}

  add(line: MergedLine): void {
    this.waiting.push({ line, came: this.now() });
  }

  /** Takes the lines that have waited long enough, with every earlier one. */
  take(patience = PATIENCE): MergedLine[] {
    const due = this.waiting.filter(({ came }) => this.now() - came >= patience);
    const last = inOrder(due.map(({ line }) => line)).at(-1)?.stamp;
    if (last === undefined) return [];
    const ready = this.waiting.filter(({ line }) => line.stamp <= last);
    this.waiting = this.waiting.filter(({ line }) => line.stamp > last);
    return inOrder(ready.map(({ line }) => line));
  }
}
