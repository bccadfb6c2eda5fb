/** Where a value stands, in pixels. */
export type Scale = (value: number) => number;

/** A value of an axis that has a line and a label. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Latencies from 1 ms, each decade as high as the next. */
export interface LatencyAxis {
  readonly scale: Scale;
  readonly ticks: readonly Tick[];
}

/** A scale of equal distances from `low` at `start` to `high` at `end`. */
export function linear(low: number, high: number, start: number, end: number): Scale {
  return (value) => start + ((value - low) / (high - low)) * (end - start);
}

/**
 * A logarithmic axis up to the decade of the largest latency, from 1 ms; less counts as 1 ms.
 *
 * @param bottom where 1 ms stands, in pixels; `top` is where the highest decade does.
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
