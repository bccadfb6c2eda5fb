/** One request of the load. */
export interface Sample {
  /** When it began, in milliseconds since the load did. */
  readonly start: number;
  /** Until the last byte of the answer, or until it failed, in milliseconds. */
  readonly duration: number;
  /** Why it failed; absent where it succeeded. */
  readonly problem?: string;
}

/** A part of a run, in milliseconds since the load began, without its end. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The figures of some requests. */
export interface Summary {
  readonly requests: number;
  readonly failed: number;
  /** 0 to 1; absent where there was no request. */
  readonly successRate?: number;
  /** Median latency of the requests that succeeded, in milliseconds; absent where none did. */
  readonly p50?: number;
  /** 99th percentile of the same. */
  readonly p99?: number;
}

/** The samples that began in one of the intervals. */
export function within(samples: readonly Sample[], intervals: readonly Interval[]): Sample[] {
  return samples.filter(({ start }) =>
    intervals.some(({ from, to }) => start >= from && start < to),
  );
}

/** Counts requests, and measures their latencies. */
export function summarise(samples: readonly Sample[]): Summary {
  const requests = samples.length;
  const latencies = samples
    .filter(({ problem }) => problem === undefined)
    .map(({ duration }) => duration)
    .sort((one, other) => one - other);
  return {
    requests,
    failed: requests - latencies.length,
    ...(requests > 0 && { successRate: latencies.length / requests }),
    ...(latencies.length > 0 && { p50: percentile(latencies, 50), p99: percentile(latencies, 99) }),
  };
}

/**
 * The smallest value that at least `percent` of the values do not exceed (nearest rank).
 *
 * @param sorted from the smallest, not empty.
 */
export function percentile(sorted: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  const value = sorted[rank - 1];
  if (value === undefined) throw new Error("there is no percentile of nothing");
  return value;
}

/** One second of a run. */
export interface Second extends Summary {
  /** Since the load began. */
  readonly second: number;
}

/** Each second of a run, by when the requests began. */
export function perSecond(samples: readonly Sample[], end: number): Second[] {
  const bySecond = new Map<number, Sample[]>();
  for (const sample of samples) {
    const second = Math.floor(sample.start / 1_000);
    const others = bySecond.get(second);
    if (others) others.push(sample);
    else bySecond.set(second, [sample]);
  }
  return Array.from({ length: Math.ceil(end / 1_000) }, (_, second) => ({
    second,
    ...summarise(bySecond.get(second) ?? []),
  }));
}

/** How often requests failed for each reason, the most frequent first. */
export function reasons(samples: readonly Sample[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { problem } of samples) {
    if (problem !== undefined) counts.set(problem, (counts.get(problem) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one));
}
