import { z } from "zod";
import { type Problem, problem, schemaProblems, unknownKey } from "../schema/problems";
import { oneOf, strictObject } from "../schema/values";
import { toxicBody } from "./body";
import { bytes, milliseconds } from "./quantities";
import { kindsOf, Stream, TOXIC_TYPES, type Toxic } from "./toxic";
import {
  amount,
  apiName,
  delay,
  idleTime,
  pause,
  pieceSize,
  rate,
  refusedKinds,
  resetTime,
  share,
  variation,
} from "./values";

function settingsOf<T extends z.ZodRawShape>(kind: string, shape: T) {
  return strictObject(`a setting of ${kind}`, shape);
}

const latency = settingsOf("latency", { latency: delay, jitter: delay.optional() }).superRefine(
  ({ latency, jitter = "0ms" }, context) => {
    if ((milliseconds(jitter) ?? 0) <= (milliseconds(latency) ?? 0)) return;
    const message = `must not be longer than latency, ${latency}`;
    context.addIssue({ code: "custom", path: ["jitter"], message });
  },
);

const slicer = settingsOf("slicer", {
  averageSize: pieceSize,
  sizeVariation: variation.optional(),
  delay: pause.optional(),
}).superRefine(({ averageSize, sizeVariation = "0B" }, context) => {
  if ((bytes(sizeVariation) ?? 0) < (bytes(averageSize) ?? 0)) return;
  const message = `must be less than averageSize, ${averageSize}: more kills the server`;
  context.addIssue({ code: "custom", path: ["sizeVariation"], message });
});

const shape = {
  latency: latency.optional(),
  bandwidth: settingsOf("bandwidth", { rate }).optional(),
  slowClose: settingsOf("slowClose", { delay }).optional(),
  timeout: settingsOf("timeout", { timeout: idleTime.optional() }).optional(),
  resetPeer: settingsOf("resetPeer", { timeout: resetTime.optional() }).optional(),
  slicer: slicer.optional(),
  limitData: settingsOf("limitData", { bytes: amount }).optional(),
  name: apiName.optional(),
  stream: oneOf(Stream).optional(),
  toxicity: share.optional(),
};

const KINDS = Object.keys(TOXIC_TYPES).join(", ");

/** @internal Checks {@link Toxic}. */
export const toxicSchema = z
  .strictObject({ ...shape, ...refusedKinds }, { error: unknownKey("a setting of a toxic", shape) })
  .superRefine(
    (toxic, context) => {
      const problem = kindProblem(toxic);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    },
    // Also where a quantity is wrong, to report all mistakes at once.
    { when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value) },
  ) satisfies z.ZodType<Toxic>;

function kindProblem(toxic: object): string | undefined {
  const kinds = kindsOf(toxic);
  if (kinds.length > 1) {
    return `must have one kind only, not ${kinds.join(" and ")}. Write a toxic for each.`;
  }
  const refused = Object.keys(refusedKinds).some((kind) => Object.hasOwn(toxic, kind));
  return kinds.length === 1 || refused ? undefined : `must have one of ${KINDS}; it has none.`;
}

/** @internal Checks a list of {@link Toxic}, each by itself. */
export const toxicsSchema = z.array(toxicSchema, {
  error: 'must be an array of toxics, such as [{ latency: { latency: "200ms" } }]',
});

/**
 * Every mistake in the toxics of one proxy.
 *
 * @param path their place in the input; each problem's path starts with it.
 */
export function toxicProblems(toxics: readonly Toxic[], path = "toxics"): Problem[] {
  const result = toxicsSchema.safeParse(toxics);
  if (!result.success) return schemaProblems(result.error, toxics, path);
  return toxicSetProblems(toxics, path);
}

/** Checks toxics against one another, unless one is invalid by itself. */
export function toxicSetProblems(toxics: readonly Toxic[] = [], path = "toxics"): Problem[] {
  if (!toxicsSchema.safeParse(toxics).success) return [];
  return [...nameClashes(toxics, path), ...lateResets(toxics, path)];
}

/** The server keeps the toxics of both streams under their names. */
function nameClashes(toxics: readonly Toxic[], path: string): Problem[] {
  const names = toxics.map((toxic) => toxicBody(toxic).name);
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    if (first === index) return [];
    const places = [index, first].map((at) => `${path}[${at}]`);
    return [
      problem(
        `${places[0]}.name`,
        `must differ from the name of ${places[1]}, got ${JSON.stringify(name)}. The default is made ` +
          "of kind and stream; give one of them a name.",
      ),
    ];
  });
}

/**
 * A connection that waits for its reset takes no more data, so data in the toxic before it is stuck. A
 * change of that toxic then waits with the proxy locked, and every request for the proxy hangs until
 * the server is restarted.
 */
function lateResets(toxics: readonly Toxic[], path: string): Problem[] {
  const streams = toxics.map((toxic) => toxicBody(toxic).stream);
  return toxics.flatMap(({ resetPeer }, index) => {
    const { timeout = "0s" } = resetPeer ?? {};
    const other = streams.findIndex((stream, at) => at !== index && stream === streams[index]);
    if (milliseconds(timeout) === 0 || other === -1) return [];
    return [
      problem(
        `${path}[${index}].resetPeer.timeout`,
        `must be left out beside ${path}[${other}], which is on ${streams[index]} too, got ` +
          `${JSON.stringify(timeout)}. A change of that toxic while a connection waits for its reset ` +
          "hangs the server until it is restarted; put one of them on the other stream.",
      ),
    ];
  });
}
