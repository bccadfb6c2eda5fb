import { type Experiment, experimentFields } from "./experiment";
import type { FieldProblem } from "./faults";

/** The file of an experiment: its fields, and what must hold of them together. */
export const experimentSchema = experimentFields.superRefine((experiment, context) => {
  for (const { path, message } of problemsTogether(experiment)) {
    context.addIssue({ code: "custom", path: [...path], message });
  }
});

/** Problems of fields that are valid each by itself. */
function problemsTogether(experiment: Experiment): FieldProblem[] {
  const { faults = [], randomFaults, objectives, duration, after } = experiment;
  const problems: FieldProblem[] = faults.flatMap(({ at, for: length }, index) =>
    at + length <= duration
      ? []
      : [{ path: ["faults", index, "for"], message: `must end within duration, ${duration} ms` }],
  );
  if (faults.length > 0 === (randomFaults !== undefined)) {
    problems.push({ path: ["faults"], message: "must be given, or randomFaults, and not both." });
  }
  if (randomFaults && randomFaults.gap.to + randomFaults.length.to > duration) {
    const message = `must leave time for the longest gap within duration, ${duration} ms`;
    problems.push({ path: ["randomFaults", "length", "to"], message });
  }
  if (!Object.values(objectives).some((goals) => JSON.stringify(goals) !== "{}")) {
    problems.push({ path: ["objectives"], message: "must name one thing to reach at least" });
  }
  if ((objectives.recovery ?? 0) + 1_000 > after) {
    const message = `must be a second shorter at least than after, ${after} ms`;
    problems.push({ path: ["objectives", "recovery"], message });
  }
  return [...problems, ...overlaps(faults)];
}

/** A proxy can be down only once at a time. */
function overlaps(faults: NonNullable<Experiment["faults"]>): FieldProblem[] {
  const message = "must not be in force while another one is";
  return faults.flatMap(({ at, down }, index) =>
    down &&
    faults
      .slice(0, index)
      .some(
        (other) =>
          other.down && at < other.at + other.for && other.at < at + (faults[index]?.for ?? 0),
      )
      ? [{ path: ["faults", index, "down"], message }]
      : [],
  );
}
