import type { Toxic } from "../toxics/toxic";
import type { Experiment, RandomFaults } from "./experiment";
import type { FaultKind } from "./faults";
import { chosen, drawn, type Random, seeded } from "./random";

/** A fault and its times, in milliseconds since the steady state ended. */
export interface PlannedFault extends FaultKind {
  readonly from: number;
  readonly to: number;
}

/**
 * The faults of an experiment, by their beginning.
 *
 * @param seed of random faults; ignored where the file schedules its faults.
 */
export function scheduleOf(experiment: Experiment, seed: number): PlannedFault[] {
  const { faults, randomFaults, duration } = experiment;
  if (randomFaults) return drawSchedule(randomFaults, duration, seed);
  const planned = (faults ?? []).map(({ at, for: length, toxic, down }) =>
    fault(at, length, { toxic, down }),
  );
  return planned.sort((one, other) => one.from - other.from);
}

/** Draws faults one after the other, until the next one would end after the duration. */
export function drawSchedule(
  { gap, length, kinds }: RandomFaults,
  duration: number,
  seed: number,
): PlannedFault[] {
  const random = seeded(seed);
  const faults: PlannedFault[] = [];
  for (let free = 0; ; ) {
    const from = free + random.whole(gap.from, gap.to);
    const lasts = random.whole(length.from, length.to);
    const kind = drawKind(kinds, random);
    if (from + lasts > duration) return faults;
    faults.push(fault(from, lasts, kind));
    free = from + lasts;
  }
}

function drawKind(kinds: RandomFaults["kinds"], random: Random): FaultKind {
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0);
  let left = random.share() * total;
  const kind = kinds.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  if (kind === undefined) throw new Error("there is no kind of fault to draw");
  if (kind.toxic === undefined) return { down: true };
  return { toxic: chosen(kind.toxic, (range) => drawn(range, random)) as Toxic };
}

function fault(from: number, length: number, { toxic, down }: FaultKind): PlannedFault {
  return { from, to: from + length, ...(toxic && { toxic }), ...(down && { down }) };
}
