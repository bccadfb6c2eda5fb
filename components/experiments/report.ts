import type { Experiment } from "./experiment";
import { faultText } from "./format";
import type { PlannedFault } from "./schedule";
import {
  type Interval,
  perSecond,
  reasons,
  type Sample,
  type Second,
  type Summary,
  summarise,
  within,
} from "./statistics";
import { judge, recoveryTime, type Verdict, verdictsOf } from "./verdicts";

/** How a run ended. */
export const Result = {
  /** All objectives are met. */
  Met: "met",
  /** An objective is missed. */
  Missed: "missed",
  /** The service was not in its steady state before any fault. */
  NotSteady: "not steady",
  /** A person stopped it. */
  Interrupted: "interrupted",
} as const;
export type Result = (typeof Result)[keyof typeof Result];

/** A fault that was in force, in milliseconds since the load began. */
export interface PastFault extends PlannedFault {}

/** The observations of a run. Times are in milliseconds since the load began. */
export interface Observed {
  readonly samples: readonly Sample[];
  /** When the faults began; absent where the service was not in its steady state. */
  readonly faultsFrom?: number;
  readonly faults: readonly PastFault[];
  readonly end: number;
  readonly interrupted: boolean;
}

/** The experiment of a run, and where it ran. */
export interface Circumstances {
  /** The value of the file. */
  readonly declared: unknown;
  readonly experiment: Experiment;
  readonly stack: string;
  readonly url: string;
  readonly proxy: string;
  /** Of the Toxiproxy server. */
  readonly toxiproxy: string;
  /** Only of random faults. */
  readonly seed?: number;
  readonly schedule: readonly PlannedFault[];
  /** ISO 8601. */
  readonly started: string;
}

/** A named part of a run with its figures. */
export interface Part extends Interval, Summary {
  readonly name: string;
}

/** `report.json`. Times are in milliseconds since the load began, shares from 0 to 1. */
export interface Report {
  readonly name: string;
  readonly description: string;
  readonly result: Result;
  readonly stack: string;
  readonly url: string;
  readonly proxy: string;
  readonly toxiproxy: string;
  readonly seed?: number;
  readonly started: string;
  readonly verdicts: readonly Verdict[];
  readonly phases: readonly Part[];
  readonly faults: readonly Part[];
  /** Milliseconds; absent where the service was never, or not again, in its steady state. */
  readonly recovery?: number;
  /** How often requests failed, by reason. */
  readonly failures: Readonly<Record<string, number>>;
  readonly seconds: readonly Second[];
  /** The planned faults, in milliseconds since the steady state ended. */
  readonly schedule: readonly PlannedFault[];
  readonly experiment: unknown;
}

/** Judges a run. */
export function reportOf(circumstances: Circumstances, observed: Observed): Report {
  const { declared, experiment, schedule, ...rest } = circumstances;
  const { samples, faults, faultsFrom, end } = observed;
  const lastFault = Math.max(...faults.map(({ to }) => to));
  const recovery =
    faults.length === 0 ? undefined : recoveryTime(samples, lastFault, end, experiment.steadyState);
  const verdicts = verdictsFor(experiment, observed, recovery);
  return {
    name: experiment.name,
    description: experiment.description,
    result: resultOf(observed, verdicts),
    ...rest,
    verdicts,
    phases: phasesOf(experiment, observed),
    faults: faults.map((fault) => part(samples, faultText(fault), fault)),
    ...(recovery !== undefined && faultsFrom !== undefined && { recovery }),
    failures: reasons(samples),
    seconds: perSecond(samples, end),
    schedule,
    experiment: declared,
  };
}

function verdictsFor(
  { steadyState, objectives }: Experiment,
  { samples, faults, faultsFrom, end }: Observed,
  recovery: number | undefined,
): Verdict[] {
  if (faultsFrom === undefined)
    return judge("in the steady state", steadyState, summarise(samples));
  const duringFaults = summarise(within(samples, faults));
  const overall = summarise(within(samples, [{ from: faultsFrom, to: end }]));
  return verdictsOf(objectives, { duringFaults, overall, recovery });
}

function resultOf({ interrupted, faultsFrom }: Observed, verdicts: readonly Verdict[]): Result {
  if (interrupted) return Result.Interrupted;
  if (faultsFrom === undefined) return Result.NotSteady;
  return verdicts.every(({ met }) => met) ? Result.Met : Result.Missed;
}

function phasesOf({ duration }: Experiment, { samples, faultsFrom, end }: Observed): Part[] {
  const steadyTo = faultsFrom ?? end;
  const phases = [{ name: "steady state", from: 0, to: steadyTo }];
  if (faultsFrom !== undefined) {
    const to = Math.min(faultsFrom + duration, end);
    phases.push({ name: "faults", from: faultsFrom, to });
    if (to < end) phases.push({ name: "after", from: to, to: end });
  }
  return phases.map(({ name, ...interval }) => part(samples, name, interval));
}

function part(samples: readonly Sample[], name: string, { from, to }: Interval): Part {
  return { name, from, to, ...summarise(within(samples, [{ from, to }])) };
}
