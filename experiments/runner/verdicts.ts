import type { Experiment, Goals } from "./experiment";
import { columns, share, time } from "./format";
import type { Summary } from "./statistics";

/** One thing that was to be reached, and what was. */
export interface Verdict {
  /** Such as `p99 during faults`. */
  readonly objective: string;
  /** A share, or milliseconds. */
  readonly wanted: number;
  /** The same; absent where there was nothing to measure, which reaches nothing. */
  readonly measured?: number;
  readonly met: boolean;
}

/** What a run came to. */
export interface Measured {
  readonly duringFaults: Summary;
  readonly overall: Summary;
  /** Milliseconds; absent where the steady state did not come back. */
  readonly recovery?: number;
}

const SUCCESS = "success rate";

/** The verdict on each objective, in the order of the file's documentation. */
export function verdictsOf(
  { duringFaults, overall, recovery }: Experiment["objectives"],
  measured: Measured,
): Verdict[] {
  return [
    ...judge("during faults", duringFaults ?? {}, measured.duringFaults),
    ...judge("overall", overall ?? {}, measured.overall),
    ...(recovery === undefined ? [] : [atMost("recovery", recovery, measured.recovery)]),
  ];
}

/** The verdict on each figure that is asked of some requests. */
export function judge(when: string, goals: Goals, { successRate, p50, p99 }: Summary): Verdict[] {
  return [
    ...(goals.successRate === undefined
      ? []
      : [
          verdict(
            `${SUCCESS} ${when}`,
            goals.successRate,
            successRate,
            (value, wanted) => value >= wanted,
          ),
        ]),
    ...(goals.p50 === undefined ? [] : [atMost(`p50 ${when}`, goals.p50, p50)]),
    ...(goals.p99 === undefined ? [] : [atMost(`p99 ${when}`, goals.p99, p99)]),
  ];
}

function atMost(objective: string, wanted: number, measured?: number): Verdict {
  return verdict(objective, wanted, measured, (value, most) => value <= most);
}

function verdict(
  objective: string,
  wanted: number,
  measured: number | undefined,
  reached: (measured: number, wanted: number) => boolean,
): Verdict {
  const met = measured !== undefined && reached(measured, wanted);
  return { objective, wanted, ...(measured !== undefined && { measured }), met };
}

/** The cells of the table of verdicts, its heading first. */
export function verdictRows(verdicts: readonly Verdict[]): string[][] {
  return [
    ["objective", "wanted", "measured", "verdict"],
    ...verdicts.map(({ objective, wanted, measured, met }) => {
      const rate = objective.startsWith(SUCCESS);
      const [sign, form] = rate ? [">=", share] : ["<=", time];
      return [objective, `${sign} ${form(wanted)}`, form(measured), met ? "met" : "MISSED"];
    }),
  ];
}

/** The table of verdicts as text. */
export const verdictTable = (verdicts: readonly Verdict[]) => columns(verdictRows(verdicts));
