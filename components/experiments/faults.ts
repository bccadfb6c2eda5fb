import { z } from "zod";
import { unknownKey, unknownKeys } from "../schema/problems";
import { toxicSchema } from "../toxics/schema";
import type { Toxic } from "../toxics/toxic";
import { chosen, type Range, rangeProblem, rangesOf } from "./random";

/** One toxic, or `down: true`: the proxy refuses connections. */
export interface FaultKind {
  readonly toxic?: Toxic;
  readonly down?: true;
}

/** A mistake in an experiment's file, at a path in it. */
export interface FieldProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const ONE = "must have either toxic or down: true";

/** The fields of every fault; exactly one is set. */
const kind = {
  /** A toxic: an object with one kind of fault. The experiment chooses its name. */
  toxic: z.custom<Toxic>().optional(),
  /** Connections are refused: `true`, in place of a toxic. */
  down: z.literal(true, { error: "must be true, or left out" }).optional(),
};

/**
 * An object with a fault among its fields.
 *
 * @param what the object is, for the message about an unknown field.
 * @param ranges whether a value of the toxic can be a range.
 */
export function faultObject<T extends z.ZodRawShape>(what: string, shape: T, ranges: boolean) {
  const all = { ...kind, ...shape };
  return z.strictObject(all, { error: unknownKey(what, all) }).superRefine(
    (value, context) => {
      const { toxic, down }: { toxic?: unknown; down?: unknown } = value;
      if ((toxic === undefined) === (down === undefined)) {
        context.addIssue({ code: "custom", message: ONE });
      }
      if (toxic === undefined) return;
      for (const { path, message } of ranges ? rangedProblems(toxic) : toxicProblems(toxic)) {
        context.addIssue({ code: "custom", path: ["toxic", ...path], message });
      }
    },
    // Runs also where another field is wrong, so the message lists all mistakes.
    { when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value) },
  );
}

/** The problems of a toxic; the file must not choose its name. */
function toxicProblems(toxic: unknown): FieldProblem[] {
  const named = typeof toxic === "object" && toxic !== null && "name" in toxic;
  const result = toxicSchema.safeParse(toxic);
  const issues = result.success ? [] : result.error.issues;
  return [
    ...(named ? [{ path: ["name"], message: "is chosen by the experiment; leave it out" }] : []),
    ...issues.flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? unknownKeys(issue).map(({ key, message }) => ({ path: [...issue.path, key], message }))
        : [{ path: issue.path, message: issue.message }],
    ),
  ];
}

/**
 * The problems of a toxic whose values can be ranges. Each rule compares one value with a bound or with
 * another value, so a rule that holds for both ends of each range holds for the values between them.
 */
function rangedProblems(toxic: unknown): FieldProblem[] {
  const ranges = rangesOf(toxic);
  const wrong = ranges.flatMap(({ path, range }) => {
    const message = rangeProblem(range);
    return message === undefined ? [] : [{ path, message }];
  });
  if (wrong.length > 0) return wrong;
  const found = corners(ranges.map(({ range }) => range)).flatMap((corner) =>
    toxicProblems(chosen(toxic, (range) => corner.get(range))),
  );
  const texts = found.map(({ path, message }) => [
    JSON.stringify([path, message]),
    { path, message },
  ]);
  return [...new Map(texts as [string, FieldProblem][]).values()];
}

/** Every combination of one end of each range. */
function corners(ranges: readonly Range[]): Map<Range, unknown>[] {
  return ranges.reduce<Map<Range, unknown>[]>(
    (all, range) =>
      all.flatMap((corner) => [
        new Map([...corner, [range, range.from]]),
        new Map([...corner, [range, range.to]]),
      ]),
    [new Map()],
  );
}
