import { toxicBody } from "../toxics/body";
import type { Experiment } from "./experiment";
import { faultText, figures, moment, time } from "./format";
import type { Keeper } from "./keeper";
import { type Load, startLoad } from "./load";
import type { Observed, PastFault } from "./report";
import type { PlannedFault } from "./schedule";
import { summarise, within } from "./statistics";
import type { Target } from "./target";
import { isSteady } from "./verdicts";

/** The experiment of a run, its faults and the target of its requests. */
export interface Plan {
  readonly experiment: Experiment;
  readonly schedule: readonly PlannedFault[];
  readonly target: Target;
}

/** The keeper of a run, and where the run reports. */
export interface Surroundings {
  readonly keeper: Pick<Keeper, "apply" | "lift" | "end">;
  /** Writes a line. */
  readonly tell: (line: string) => void;
  /** Writes how far the run is, once a second. */
  readonly tick: (line: string) => void;
  /** Aborted when a person stops the run. */
  readonly signal: AbortSignal;
}

/** A run under way. */
interface Progress {
  phase: string;
  /** When the phase began. */
  from: number;
  readonly inForce: Map<number, PastFault>;
  readonly past: PastFault[];
}

/** Runs an experiment: steady state, faults, the time after. Removes all faults at its end. */
export async function run(plan: Plan, surroundings: Surroundings): Promise<Observed> {
  const { keeper, signal } = surroundings;
  const load = startLoad(plan.target, plan.experiment.load);
  const progress: Progress = { phase: "steady state", from: 0, inForce: new Map(), past: [] };
  const ticking = setInterval(() => surroundings.tick(tickLine(load, progress)), 1_000);
  let faultsFrom: number | undefined;
  let end: number;
  try {
    if (await measureSteadyState(plan, load, surroundings)) {
      faultsFrom = load.now();
      await disturb(plan, load, progress, faultsFrom, surroundings);
      await after(plan, load, progress, faultsFrom, surroundings);
    }
  } finally {
    end = load.now();
    clearInterval(ticking);
    await keeper.end().finally(() => load.stop());
  }
  const cut = [...progress.inForce.values()].map((fault) => ({ ...fault, to: end }));
  const faults = [...progress.past, ...cut].sort((one, other) => one.from - other.from);
  return { samples: load.samples, faultsFrom, faults, end, interrupted: signal.aborted };
}

async function measureSteadyState(
  { experiment: { steadyState, load: settings } }: Plan,
  load: Load,
  { tell, signal }: Surroundings,
): Promise<boolean> {
  const { requestsPerSecond: rate } = settings;
  tell(`Steady state: ${time(steadyState.for)} of ${rate} requests a second, without faults.`);
  await pause(steadyState.for, signal);
  if (!signal.aborted) await load.settled();
  tell(`Steady state: ${figures(summarise(load.samples))}.`);
  return !signal.aborted && isSteady(load.samples, steadyState);
}

async function disturb(
  { schedule, experiment: { duration } }: Plan,
  load: Load,
  progress: Progress,
  began: number,
  { keeper, tell, signal }: Surroundings,
): Promise<void> {
  Object.assign(progress, { phase: "faults", from: began });
  tell(`Faults: ${schedule.length} within ${time(duration)}.`);
  for (const { at, number, fault, begins } of eventsOf(schedule)) {
    await pause(began + at - load.now(), signal);
    if (signal.aborted) return;
    const from = load.now();
    if (begins) {
      const { toxic } = fault;
      progress.inForce.set(number, { ...fault, from, to: from });
      await keeper.apply({ number, toxic: toxic && toxicBody(toxic) });
      const length = time(fault.to - fault.from);
      tell(`${moment(from)}  fault ${number + 1}: ${faultText(fault)}, for ${length}`);
    } else {
      await keeper.lift(number);
      const past = progress.inForce.get(number);
      progress.inForce.delete(number);
      if (past) progress.past.push({ ...past, to: load.now() });
      tell(`${moment(load.now())}  fault ${number + 1} removed`);
    }
  }
  await pause(began + duration - load.now(), signal);
}

async function after(
  { experiment: { duration, after: length } }: Plan,
  load: Load,
  progress: Progress,
  began: number,
  { tell, signal }: Surroundings,
): Promise<void> {
  if (signal.aborted) return;
  Object.assign(progress, { phase: "after", from: load.now() });
  tell(`After the faults: ${time(length)}.`);
  await pause(began + duration + length - load.now(), signal);
}

interface Event {
  readonly at: number;
  readonly number: number;
  readonly fault: PlannedFault;
  readonly begins: boolean;
}

/** Starts and ends by time; at the same moment, ends go first, and among them the last fault's. */
export function eventsOf(schedule: readonly PlannedFault[]): Event[] {
  return schedule
    .flatMap((fault, number) => [
      { at: fault.from, number, fault, begins: true },
      { at: fault.to, number, fault, begins: false },
    ])
    .sort((one, other) => one.at - other.at || order(one) - order(other));
}

const order = ({ begins, number }: Event) => (begins ? number + 1 : -number);

function tickLine(load: Load, { phase, from, inForce }: Progress): string {
  const now = load.now();
  const summary = figures(summarise(within(load.samples, [{ from, to: now }])));
  const faults = [...inForce.keys()].map((number) => number + 1).join(", ");
  return `${moment(now)}  ${phase}: ${summary}${faults ? `; in force: ${faults}` : ""}`;
}

/** Waits at least that long, or until a person stops the run. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || milliseconds <= 0) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    // Node drops fractions, and its clock is up to a millisecond behind.
    const timer = setTimeout(done, Math.ceil(milliseconds) + 1);
    signal.addEventListener("abort", done);
  });
}
