import { describe, expect, test } from "vitest";
import { verdictTable } from "../../components/experiments";
import { share, time } from "../../components/experiments/format";
import { judge, verdictsOf } from "../../components/experiments/verdicts";

const objectives = {
  duringFaults: { successRate: 0.95, p50: 100 },
  overall: { successRate: 0.99, p50: 20, p99: 500 },
  recovery: 1_000,
};
const measured = {
  duringFaults: { requests: 100, failed: 5, successRate: 0.95, p50: 100.4, p99: 900 },
  overall: { requests: 1_000, failed: 11, successRate: 0.989, p50: 3.21, p99: 500 },
  recovery: 1_100,
};

describe("the verdicts", () => {
  test("are met at the bound, and missed beyond it", () => {
    expect(verdictsOf(objectives, measured)).toEqual([
      { objective: "success rate during faults", wanted: 0.95, measured: 0.95, met: true },
      { objective: "p50 during faults", wanted: 100, measured: 100.4, met: false },
      { objective: "success rate overall", wanted: 0.99, measured: 0.989, met: false },
      { objective: "p50 overall", wanted: 20, measured: 3.21, met: true },
      { objective: "p99 overall", wanted: 500, measured: 500, met: true },
      { objective: "recovery", wanted: 1_000, measured: 1_100, met: false },
    ]);
  });

  test("are missed when there was nothing to measure", () => {
    const nothing = { requests: 0, failed: 0 };

    expect(verdictsOf({ recovery: 1_000 }, { duringFaults: nothing, overall: nothing })).toEqual([
      { objective: "recovery", wanted: 1_000, met: false },
    ]);
    expect(judge("overall", { successRate: 0 }, nothing)).toEqual([
      { objective: "success rate overall", wanted: 0, met: false },
    ]);
  });

  test("cover only the given objectives", () => {
    expect(verdictsOf({}, measured)).toEqual([]);
  });

  test("make a table", () => {
    expect(verdictTable(verdictsOf(objectives, { ...measured, recovery: undefined }))).toBe(
      [
        "objective                   wanted     measured  verdict",
        "success rate during faults  >= 95 %    95 %      met",
        "p50 during faults           <= 100 ms  100 ms    MISSED",
        "success rate overall        >= 99 %    98.9 %    MISSED",
        "p50 overall                 <= 20 ms   3.2 ms    met",
        "p99 overall                 <= 500 ms  500 ms    met",
        "recovery                    <= 1 s     none      MISSED",
      ].join("\n"),
    );
  });
});

test("a share is rounded down, so that 100 % means all", () => {
  expect([1, 0.99999, 0.29, 0.999, 0, undefined].map(share)).toEqual([
    "100 %",
    "99.99 %",
    "29 %",
    "99.9 %",
    "0 %",
    "none",
  ]);
});

test("a time has the unit that suits its size", () => {
  expect([0.04, 3.21, 99.6, 1_000, 1_234, undefined].map(time)).toEqual([
    "0 ms",
    "3.2 ms",
    "100 ms",
    "1 s",
    "1.23 s",
    "none",
  ]);
});
