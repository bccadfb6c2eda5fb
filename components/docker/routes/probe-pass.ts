// The secret by which the proxy knows the probes of `up`, so that no rate limit counts them.
import { randomBytes } from "node:crypto";
import { once } from "../../schema/once";
import { writeFiles } from "../files/files";
import type { Engine } from "../host/engine";
import { PASS_FILE, type Probe, VOLUME } from "./probe";

/** The engine and the proxy that probes are for. */
interface ProbedProxy {
  readonly engine: Engine;
  readonly proxy: string;
}

/** Makes a pass for the commands of this process, and lets the proxy know it. */
const written = once(
  ({ proxy }: ProbedProxy) => proxy,
  async ({ engine, proxy }) => {
    const pass = randomBytes(16).toString("hex");
    await writeFiles(engine, proxy, VOLUME, { [PASS_FILE]: pass });
    return pass;
  },
);

/**
 * The pass for probes: a random value in a file of the proxy, which each command replaces. A client can't know it.
 * `undefined` where no probe needs one.
 */
export async function passFor(
  engine: Engine,
  proxy: string,
  probes: readonly Probe[],
): Promise<string | undefined> {
  return probes.some(({ uncounted }) => uncounted) ? written({ engine, proxy }) : undefined;
}
