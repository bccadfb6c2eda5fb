import type { Experiment, Goals } from "./experiment";
import { columns, share, time } from "./format";
import { type Sample, type Summary, summarise, within } from "./statistics";

/** One objective, and what the run measured. */
export interface Verdict {
  /** Such as `p99 during faults`. */
  readonly objective: string;
  /** A share, or milliseconds. */
  readonly wanted: number;
  /** The same; absent where there was nothing to measure, which misses the objective. */
  readonly measured?: number;
  readonly met: boolean;
}

/** The figures of a run. */
export interface Measured {
  readonly duringFaults: Summary;
  readonly overall: Summary;
  /** Milliseconds; absent where the service did not return to its steady state. */
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

/** The verdict on each bound of some requests. */
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

/** The bounds of the steady state, of which the success rate always has one. */
type SteadyState = Omit<Experiment["steadyState"], "for">;

/** How long the steady state must hold before the service counts as recovered, in milliseconds. */
const WINDOW = 1_000;
/** The resolution of a recovery time, in milliseconds. */
const STEP = 100;

/** Whether requests meet the bounds of the steady state; no requests meet none. */
export function isSteady(samples: readonly Sample[], steadyState: SteadyState): boolean {
  return judge("", steadyState, summarise(samples)).every(({ met }) => met);
}

/**
 * The time from the last fault to the first second whose requests meet the steady state.
 *
 * @param lastFault when it ended, in milliseconds since the load began.
 * @param end of the load.
 * @returns milliseconds, in steps of 100; undefined where there is no such second.
 */
export function recoveryTime(
  samples: readonly Sample[],
  lastFault: number,
  end: number,
  steadyState: SteadyState,
): number | undefined {
  const later = samples.filter(({ start }) => start >= lastFault);
  for (let from = lastFault; from + WINDOW <= end; from += STEP) {
    const window = within(later, [{ from, to: from + WINDOW }]);
    if (isSteady(window, steadyState)) return from - lastFault;
  }
  return undefined;
}
