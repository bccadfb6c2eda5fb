import { z } from "zod";
import { unknownKey } from "../schema/problems";
import { oneOf, strictObject } from "../schema/values";
import { bytes, milliseconds } from "./quantities";
import {
  type BandwidthToxic,
  kindsOf,
  type LatencyToxic,
  type LimitDataToxic,
  type ResetPeerToxic,
  type SlicerToxic,
  type SlowCloseToxic,
  Stream,
  type TimeoutToxic,
  TOXIC_TYPES,
  type Toxic,
} from "./toxic";
import {
  amount,
  apiName,
  delay,
  idleTime,
  pause,
  pieceSize,
  rate,
  resetTime,
  share,
  variation,
} from "./values";
import { wantedKinds } from "./wanted";

function mapping<T extends z.ZodRawShape>(kind: string, shape: T) {
  return strictObject(`a setting of ${kind}`, shape);
}

const latency = mapping("latency", { latency: delay, jitter: delay.optional() }).superRefine(
  ({ latency, jitter = "0ms" }, context) => {
    if ((milliseconds(jitter) ?? 0) <= (milliseconds(latency) ?? 0)) return;
    const message = `must not be longer than latency, ${latency}`;
    context.addIssue({ code: "custom", path: ["jitter"], message });
  },
) satisfies z.ZodType<LatencyToxic>;

const slicer = mapping("slicer", {
  averageSize: pieceSize,
  sizeVariation: variation.optional(),
  delay: pause.optional(),
}).superRefine(({ averageSize, sizeVariation = "0B" }, context) => {
  if ((bytes(sizeVariation) ?? 0) < (bytes(averageSize) ?? 0)) return;
  const message = `must be less than averageSize, ${averageSize}: more kills the server`;
  context.addIssue({ code: "custom", path: ["sizeVariation"], message });
}) satisfies z.ZodType<SlicerToxic>;

const shape = {
  latency: latency.optional(),
  bandwidth: (mapping("bandwidth", { rate }) satisfies z.ZodType<BandwidthToxic>).optional(),
  slowClose: (mapping("slowClose", { delay }) satisfies z.ZodType<SlowCloseToxic>).optional(),
  timeout: (
    mapping("timeout", { timeout: idleTime.optional() }) satisfies z.ZodType<TimeoutToxic>
  ).optional(),
  resetPeer: (
    mapping("resetPeer", { timeout: resetTime.optional() }) satisfies z.ZodType<ResetPeerToxic>
  ).optional(),
  slicer: slicer.optional(),
  limitData: (
    mapping("limitData", { bytes: amount }) satisfies z.ZodType<LimitDataToxic>
  ).optional(),
  name: apiName.optional(),
  stream: oneOf(Stream).optional(),
  toxicity: share.optional(),
};

const KINDS = Object.keys(TOXIC_TYPES).join(", ");

/** @internal Checks {@link Toxic}. */
export const toxicSchema = z
  .strictObject({ ...shape, ...wantedKinds }, { error: unknownKey("a setting of a toxic", shape) })
  .superRefine(
    (toxic, context) => {
      const problem = kindProblem(toxic);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    },
    // Also where a quantity is wrong, so that all mistakes are told at once.
    { when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value) },
  ) satisfies z.ZodType<Toxic>;

function kindProblem(toxic: object): string | undefined {
  const kinds = kindsOf(toxic);
  if (kinds.length > 1) {
    return `must have one kind only, not ${kinds.join(" and ")}. Write a toxic for each.`;
  }
  const wanted = Object.keys(wantedKinds).some((kind) => Object.hasOwn(toxic, kind));
  return kinds.length === 1 || wanted ? undefined : `must have one of ${KINDS}; it has none.`;
}
