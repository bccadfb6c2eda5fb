import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chartOf } from "../../components/experiments/chart";
import { markdownOf } from "../../components/experiments/markdown";
import { type Observed, type Report, reportOf } from "../../components/experiments/report";
import { scheduleOf } from "../../components/experiments/schedule";
import type { Sample } from "../../components/experiments/statistics";
import { curve, escaped, latencyAxis, secondTicks } from "../../components/experiments/svg";
import { parse } from "./experiment";

const { experiment, declared } = parse({
  name: "golden",
  description: "Slow for a second, then gone for another.",
  duration: "4s",
  after: "2s",
  steadyState: { for: "2s" },
  faults: [
    { at: "0s", for: "1s", toxic: { latency: { latency: "200ms" }, toxicity: 0.5 } },
    { at: "2s", for: "1s", down: true },
  ],
  objectives: {
    duringFaults: { successRate: "50%", p99: "300ms" },
    overall: { successRate: "90%" },
    recovery: "1s",
  },
});
const schedule = scheduleOf(experiment, 0);
const circumstances = {
  ...{ declared, experiment, schedule, seed: 42, stack: "dev", proxy: "shop" },
  url: "https://shop.localhost",
  toxiproxy: "2.12.0",
  started: "2026-01-02T03:04:05.678Z",
};

/** Four requests a second: slow in the third second, lost in the fifth. */
const samples: Sample[] = Array.from({ length: 32 }, (_, index) => {
  const start = index * 250;
  if (start >= 2_000 && start < 3_000) return { start, duration: 202 + index };
  if (start >= 4_000 && start < 5_000) return { start, duration: 1, problem: "status 502" };
  return { start, duration: 2 };
});
const observed: Observed = {
  samples,
  faultsFrom: 2_000,
  faults: [
    { ...schedule[0], from: 2_000, to: 3_000 },
    { ...schedule[1], from: 4_000, to: 5_000 },
  ],
  end: 8_000,
  interrupted: false,
};
const report = reportOf(circumstances, observed);
const golden = (file: string) => join(__dirname, "golden", file);

describe("a report", () => {
  test("has the verdicts, the phases, the faults and each second", () => {
    const all = { failed: 0, successRate: 1, p50: 2, p99: 2 };
    const fast = { requests: 4, ...all };
    const slow = { requests: 4, failed: 0, successRate: 1, p50: 211, p99: 213 };
    const lost = { requests: 4, failed: 4, successRate: 0 };

    expect(report).toEqual({
      name: "golden",
      description: "Slow for a second, then gone for another.",
      result: "missed",
      stack: "dev",
      url: "https://shop.localhost",
      proxy: "shop",
      toxiproxy: "2.12.0",
      seed: 42,
      started: "2026-01-02T03:04:05.678Z",
      verdicts: [
        { objective: "success rate during faults", wanted: 0.5, measured: 0.5, met: true },
        { objective: "p99 during faults", wanted: 300, measured: 213, met: true },
        { objective: "success rate overall", wanted: 0.9, measured: 20 / 24, met: false },
        { objective: "recovery", wanted: 1_000, measured: 0, met: true },
      ],
      phases: [
        { name: "steady state", from: 0, to: 2_000, requests: 8, ...all },
        {
          ...{ name: "faults", from: 2_000, to: 6_000 },
          ...{ requests: 16, failed: 4, successRate: 0.75, p50: 2, p99: 213 },
        },
        { name: "after", from: 6_000, to: 8_000, requests: 8, ...all },
      ],
      faults: [
        { name: "latency 200 ms on downstream, toxicity 0.5", from: 2_000, to: 3_000, ...slow },
        { name: "down: connections are refused", from: 4_000, to: 5_000, ...lost },
      ],
      recovery: 0,
      failures: { "status 502": 4 },
      seconds: [fast, fast, slow, fast, lost, fast, fast, fast].map((figures, second) => ({
        second,
        ...figures,
      })),
      schedule,
      experiment: declared,
    });
  });

  test("of a service that was not in its steady state has only the verdict on that", () => {
    const unsteady = reportOf(circumstances, {
      ...observed,
      samples: samples.slice(14, 20),
      faults: [],
      faultsFrom: undefined,
    });

    expect(unsteady).toMatchObject({
      result: "not steady",
      verdicts: [
        {
          objective: "success rate in the steady state",
          wanted: 0.99,
          measured: 1 / 3,
          met: false,
        },
      ],
      phases: [{ name: "steady state" }],
      faults: [],
    });
    expect(unsteady).not.toHaveProperty("recovery");
  });

  test("of a stopped run is interrupted, whatever the run had reached", () => {
    expect(reportOf(circumstances, { ...observed, interrupted: true }).result).toBe("interrupted");
  });

  test("is met when all objectives are met", () => {
    const fine = samples.map(({ start, duration }) => ({ start, duration }));

    expect(reportOf(circumstances, { ...observed, samples: fine }).result).toBe("met");
  });
});

describe("its files", () => {
  test("are the only golden files", () => {
    expect(readdirSync(golden("")).sort()).toEqual(["chart.svg", "report.md"]);
  });

  test("report.md", async () => {
    await expect(markdownOf(report)).toMatchFileSnapshot(golden("report.md"));
  });

  test("chart.svg", async () => {
    await expect(chartOf(report)).toMatchFileSnapshot(golden("chart.svg"));
  });

  test("a chart of a run without requests still has its axes", () => {
    const empty: Report = reportOf(circumstances, {
      ...{ samples: [], faults: [], faultsFrom: undefined, end: 0, interrupted: true },
    });
    const svg = chartOf(empty);

    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg).toContain(">seconds since the load began</text>");
  });

  test("a chart lists twenty faults, and counts the others", () => {
    const [fault] = report.faults;
    const faults = Array.from({ length: 23 }, () => ({ ...fault })) as Report["faults"];
    const svg = chartOf({ ...report, faults });

    expect(svg).toContain(">20  latency");
    expect(svg).not.toContain(">21  latency");
    expect(svg).toContain(">and 3 more</text>");
  });
});

describe("the parts of a chart", () => {
  test("latencies have a logarithmic axis", () => {
    const { scale, ticks } = latencyAxis(250, 300, 0);

    expect(ticks.map(({ label }) => label)).toEqual(["1 ms", "10 ms", "100 ms", "1 s"]);
    expect([0, 1, 10, 1_000].map(scale)).toEqual([300, 300, 200, 0]);
  });

  test("a time axis has at most 17 ticks", () => {
    expect(secondTicks(8).map(({ label }) => label)).toEqual("0 1 2 3 4 5 6 7 8".split(" "));
    expect(secondTicks(61).map(({ value }) => value)).toEqual([
      0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60,
    ]);
    expect(secondTicks(7_200).map(({ value }) => value / 600)).toEqual([...Array(13).keys()]);
  });

  test("a curve has a gap where values are missing, and a lone point is a dot", () => {
    const points = [[0, 1], [2, 3.25], undefined, [4, 5]] as const;

    expect(
      curve(
        [...points].map((point) => point && [...point]),
        "p50",
      ),
    ).toEqual([
      '<polyline points="0,1 2,3.3" class="p50"/>',
      '<circle cx="4" cy="5" r="2.5" class="p50 dot"/>',
    ]);
  });

  test("text is escaped", () => {
    expect(escaped('a < b & "c" > d')).toBe("a &lt; b &amp; &quot;c&quot; &gt; d");
  });
});
