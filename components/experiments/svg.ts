/** An element of an SVG, as text. */
export type Element = string;

type Attributes = Readonly<Record<string, string | number>>;

/** An element; its content is text or elements. */
export function element(name: string, attributes: Attributes, content?: string): Element {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${plain(value)}"`);
  return content === undefined
    ? `<${name}${words.join("")}/>`
    : `<${name}${words.join("")}>${content}</${name}>`;
}

/** A text; `anchor` is `start`, `middle` or `end`. */
export function label(x: number, y: number, text: string, more: Attributes = {}): Element {
  return element("text", { x, y, ...more }, escaped(text));
}

export function rule(x1: number, y1: number, x2: number, y2: number, kind: string): Element {
  return element("line", { x1, y1, x2, y2, class: kind });
}

/** Lines through points, interrupted where a point is missing; a single point becomes a dot. */
export function curve(
  points: readonly (readonly [number, number] | undefined)[],
  kind: string,
): Element[] {
  const runs: (readonly [number, number])[][] = [[]];
  for (const point of points) {
    if (point === undefined) runs.push([]);
    else runs.at(-1)?.push(point);
  }
  return runs.flatMap((run) => {
    const [first] = run;
    if (first === undefined) return [];
    if (run.length === 1) {
      return [element("circle", { cx: first[0], cy: first[1], r: 2.5, class: `${kind} dot` })];
    }
    return [
      element("polyline", {
        points: run.map(([x, y]) => `${plain(x)},${plain(y)}`).join(" "),
        class: kind,
      }),
    ];
  });
}

/** Escapes text for XML. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function plain(value: string | number): string {
  return typeof value === "number" ? `${Number(value.toFixed(1))}` : escaped(value);
}

/** The place of a value, in pixels. */
export type Scale = (value: number) => number;

/** A value of an axis with a line and a label. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Latencies from 1 ms, each decade as high as the next. */
export interface LatencyAxis {
  readonly scale: Scale;
  readonly ticks: readonly Tick[];
}

/** A linear scale from `low` at `start` to `high` at `end`. */
export function linear(low: number, high: number, start: number, end: number): Scale {
  return (value) => start + ((value - low) / (high - low)) * (end - start);
}

/**
 * A logarithmic axis from 1 ms to the decade of the largest latency; less counts as 1 ms.
 *
 * @param bottom the place of 1 ms, in pixels; `top` is the place of the highest decade.
 */
export function latencyAxis(largest: number, bottom: number, top: number): LatencyAxis {
  const decades = Math.max(1, Math.ceil(Math.log10(Math.max(largest, 1))));
  const scale = linear(0, decades, bottom, top);
  return {
    scale: (value) => scale(Math.log10(Math.max(value, 1))),
    ticks: Array.from({ length: decades + 1 }, (_, decade) => latencyTick(10 ** decade)),
  };
}

function latencyTick(value: number): Tick {
  return { value, label: value < 1_000 ? `${value} ms` : `${value / 1_000} s` };
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800];
const MOST_TICKS = 16;

/** Ticks of a time axis in seconds: at most 17, at whole seconds or minutes. */
export function secondTicks(end: number): Tick[] {
  const step = STEPS.find((seconds) => end / seconds <= MOST_TICKS) ?? 3_600;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => ({
    value: index * step,
    label: `${index * step}`,
  }));
}
