import { z } from "zod";
import { type Problem, problem, schemaProblems } from "../schema/problems";
import { toxicBody } from "./body";
import { milliseconds } from "./quantities";
import { toxicSchema } from "./schema";
import type { Toxic } from "./toxic";

/** @internal Checks a list of {@link Toxic}, each by itself. */
export const toxicsSchema = z.array(toxicSchema, {
  error: 'must be an array of toxics, such as [{ latency: { latency: "200ms" } }]',
});

/**
 * Everything that is wrong with the toxics of one proxy.
 *
 * @param path where they stand; each problem starts with it.
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

/** The server keeps the toxics of both streams by their names. */
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
 * While it waits for its reset a connection takes no more data, and after it never again: what the
 * toxic in front of it holds is stuck for good. When that one is changed just then, the server waits
 * for it with the proxy locked, and every request about the proxy hangs until the server is restarted.
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
          `${JSON.stringify(timeout)}. A change of that one while a connection waits for its reset ` +
          "hangs the server for good; put one on the other stream.",
      ),
    ];
  });
}
