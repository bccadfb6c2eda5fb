import { describe, expect, test } from "vitest";
import {
  percentile,
  perSecond,
  reasons,
  type Sample,
  summarise,
  within,
} from "../../components/experiments/statistics";
import { recoveryTime } from "../../components/experiments/verdicts";

const good = (start: number, duration = 10): Sample => ({ start, duration });
const bad = (start: number, problem = "status 502"): Sample => ({ start, duration: 1, problem });

describe("a percentile", () => {
  test("is the smallest value that this share of the values does not exceed", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

    expect(percentile(hundred, 50)).toBe(50);
    expect(percentile(hundred, 99)).toBe(99);
    expect(percentile([1, 2, 3], 50)).toBe(2);
    expect(percentile([1, 2, 3], 99)).toBe(3);
    expect(percentile([7], 1)).toBe(7);
  });
});

describe("a summary", () => {
  test("has the latencies of successful requests, in any order", () => {
    expect(summarise([good(0, 30), bad(1), good(2, 10), good(3, 20)])).toEqual({
      requests: 4,
      failed: 1,
      successRate: 0.75,
      p50: 20,
      p99: 30,
    });
  });

  test("omits figures without data", () => {
    expect(summarise([])).toEqual({ requests: 0, failed: 0 });
    expect(summarise([bad(0)])).toEqual({ requests: 1, failed: 1, successRate: 0 });
  });
});

test("requests belong to the interval that they started in, which excludes its end", () => {
  const samples = [good(9), good(10), good(19, 500), good(20), good(35)];
  const intervals = [
    { from: 10, to: 20 },
    { from: 30, to: 40 },
  ];

  expect(within(samples, intervals).map(({ start }) => start)).toEqual([10, 19, 35]);
});

test("each second has its own figures, even without requests", () => {
  expect(perSecond([good(0), bad(999), good(2_000, 7)], 2_500)).toEqual([
    { second: 0, requests: 2, failed: 1, successRate: 0.5, p50: 10, p99: 10 },
    { second: 1, requests: 0, failed: 0 },
    { second: 2, requests: 1, failed: 0, successRate: 1, p50: 7, p99: 7 },
  ]);
});

test("reasons are counted, the most frequent first", () => {
  const samples = [bad(0, "ECONNRESET"), good(1), bad(2), bad(3)];

  expect(Object.entries(reasons(samples))).toEqual([
    ["status 502", 2],
    ["ECONNRESET", 1],
  ]);
});

describe("the recovery", () => {
  const steady = { successRate: 0.99, p99: 100 };
  /** A request every 100 ms. */
  const every = (make: (start: number) => Sample, from: number, to: number) =>
    Array.from({ length: (to - from) / 100 }, (_, index) => make(from + index * 100));

  test("takes no time when the first second is in the steady state", () => {
    expect(recoveryTime(every(good, 0, 3_000), 1_000, 3_000, steady)).toBe(0);
  });

  test("ends with the last request that fails or is slow", () => {
    const slow = (start: number) => good(start, 101);
    const samples = [
      ...every(bad, 0, 1_200),
      ...every(slow, 1_200, 1_500),
      ...every(good, 1_500, 3_000),
    ];

    expect(recoveryTime(samples, 1_000, 3_000, steady)).toBe(500);
  });

  test("is undefined when no whole second is left, or there were no requests", () => {
    const late = [...every(bad, 0, 2_100), ...every(good, 2_100, 3_000)];

    expect(recoveryTime(late, 1_000, 3_000, steady)).toBeUndefined();
    expect(recoveryTime([], 1_000, 3_000, steady)).toBeUndefined();
  });
});
