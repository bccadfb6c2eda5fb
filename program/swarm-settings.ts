import type { z } from "zod";
import { EVERYWHERE } from "../components/caddy/swarm-problems";
import { DeployMode } from "../components/network/deploy-mode";

/** The settings that mean something else in a Swarm, or nothing. */
interface Given {
  readonly mode: DeployMode;
  readonly proxy: Readonly<Record<string, unknown>>;
  readonly whoami?: Readonly<Record<string, unknown>>;
  readonly toxiproxy?: unknown;
}

const IN_SWARM = 'where gatehouse:mode is "swarm"';

/** Settings that have to be left out in a Swarm, each with the reason. */
const LEFT_OUT: readonly (readonly [readonly [string, ...string[]], string])[] = [
  [["toxiproxy"], "since faults belong to one container each"],
  [["proxy", "containerName"], "which names containers itself"],
  [["registry", "mirror"], "whose nodes get the images that are named"],
  [["proxy", "config"], "where the controller sends it to the servers"],
  [["whoami", "containerName"], "which names containers itself"],
];

/** Reports what a stack's file can't say in a Swarm. */
export function checkSwarm(given: Given, context: z.RefinementCtx): void {
  if (given.mode !== DeployMode.Swarm) {
    if (given.proxy.edge === undefined) return;
    report(context, ["proxy", "edge"], 'must be left out where gatehouse:mode is not "swarm"');
    return;
  }
  if (given.proxy.address !== EVERYWHERE) {
    const rule = `must be "${EVERYWHERE}" ${IN_SWARM}, which publishes on every address of a node`;
    report(context, ["proxy", "address"], rule);
  }
  if (given.proxy.hardened === false) {
    report(
      context,
      ["proxy", "hardened"],
      `must be left out ${IN_SWARM}, whose servers never have the socket`,
    );
  }
  for (const [path, reason] of LEFT_OUT) {
    if (valueAt(given, path) === undefined) continue;
    report(context, path, `must be left out ${IN_SWARM}, ${reason}`);
  }
}

function report(context: z.RefinementCtx, path: readonly string[], message: string): void {
  context.addIssue({ code: "custom", path: [...path], message });
}

function valueAt(given: object, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value ? Reflect.get(value, key) : undefined),
    given,
  );
}
