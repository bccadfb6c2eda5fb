// How lines of logs are shown.
import { createColors } from "picocolors";
import { shortLine } from "./entry";
import type { MergedLine } from "./merge";

/** How lines are shown. */
export interface Style {
  readonly colours: boolean;
  /** One JSON object a line. */
  readonly json: boolean;
  /** The current time in milliseconds, which decides whether a line shows its day. */
  readonly now: number;
}

/** Shows lines by their containers, each of which keeps its colour. */
export class Shower {
  private readonly sources: string[] = [];

  /** @param known the containers so far, whose longest name sets the width of the first column. */
  constructor(
    private readonly style: Omit<Style, "now">,
    known: readonly string[] = [],
  ) {
    this.sources = [...known];
  }

  /** The text of a line, with its end. */
  text(line: MergedLine, now = Date.now()): string {
    const { source, stamp, text, proxy } = line;
    if (this.style.json) return `${JSON.stringify(asData(line))}\n`;
    if (!this.sources.includes(source)) this.sources.push(source);
    const width = Math.max(...this.sources.map(({ length }) => length));
    const prefix = `${localTime(new Date(stamp), new Date(now))} ${source.padEnd(width)} |`;
    return `${this.coloured(source, prefix)} ${proxy ? shortLine(text) : text}\n`;
  }

  private coloured(source: string, prefix: string): string {
    if (!this.style.colours) return prefix;
    const { cyan, yellow, green, magenta, blue, red } = createColors(true);
    const colours = [cyan, yellow, green, magenta, blue, red];
    const colour = colours[this.sources.indexOf(source) % colours.length] ?? cyan;
    return colour(prefix);
  }
}

/** A line for programs: what the container wrote, as an object where it is one. */
function asData({ stamp, source, proxy, text }: MergedLine): object {
  return { time: stamp, container: source, from: proxy ? "proxy" : "service", line: dataOf(text) };
}

function dataOf(text: string): unknown {
  if (!text.startsWith("{")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The time of day on this machine; of another day with its date. */
export function localTime(time: Date, now: Date): string {
  const two = (number: number, length = 2) => String(number).padStart(length, "0");
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map((each) => two(each));
  const text = `${clock.join(":")}.${two(time.getMilliseconds(), 3)}`;
  if (time.toDateString() === now.toDateString()) return text;
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${text}`;
}
