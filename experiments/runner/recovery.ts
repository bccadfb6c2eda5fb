import type { Goals } from "./experiment";
import { type Sample, summarise, within } from "./statistics";

/** How long the steady state must hold to be there again, in milliseconds. */
const WINDOW = 1_000;
/** How exactly a recovery is measured. */
const STEP = 100;

/** Whether figures reach all that is asked; where there are none, they do not. */
export function reaches(samples: readonly Sample[], goals: Goals): boolean {
  const { successRate = -1, p50 = Number.POSITIVE_INFINITY, p99 = p50 } = summarise(samples);
  return (
    successRate >= (goals.successRate ?? 0) &&
    (goals.p50 === undefined || p50 <= goals.p50) &&
    (goals.p99 === undefined || p99 <= goals.p99)
  );
}

/**
 * How long after the last fault the first second began whose requests are all in the steady state.
 *
 * @param lastFault when it ended, in milliseconds since the load began.
 * @param end of the load.
 * @returns milliseconds, in steps of 100; undefined where that did not happen.
 */
export function recoveryTime(
  samples: readonly Sample[],
  lastFault: number,
  end: number,
  steadyState: Goals,
): number | undefined {
  const later = samples.filter(({ start }) => start >= lastFault);
  for (let from = lastFault; from + WINDOW <= end; from += STEP) {
    const window = within(later, [{ from, to: from + WINDOW }]);
    if (reaches(window, steadyState)) return from - lastFault;
  }
  return undefined;
}
