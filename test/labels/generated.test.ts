import { afterAll, beforeAll, test } from "vitest";
import {
  PROGRAMS,
  proveGenerated,
  proveIsolation,
  proveReplicas,
  proveRoundTrip,
  SEED,
} from "./generated/properties";
import { Oracle } from "./oracle";

// Two oracles: one answers while the test generates the other's next question.
let oracles: readonly [Oracle, Oracle];
beforeAll(async () => {
  oracles = [await Oracle.start(), await Oracle.start()];
});
afterAll(() => Promise.all(oracles.map((oracle) => oracle.stop())));

/** Checks the two halves of a property concurrently, each with its own seed. */
async function inHalves(
  prove: (oracle: Oracle, seed: number, runs: number) => Promise<void>,
  runs: number,
): Promise<void> {
  await Promise.all(
    oracles.map((oracle, half) => prove(oracle, SEED + half, Math.ceil(runs / oracles.length))),
  );
}

test(`${PROGRAMS} programs mean to Caddy what their types say (SEED=${SEED})`, async () => {
  await inHalves(proveGenerated, PROGRAMS);
});

test(`a container leaves the sites of others as they were (SEED=${SEED})`, async () => {
  await inHalves(proveIsolation, PROGRAMS / 10);
});

test(`replicas share the load and change nothing else (SEED=${SEED})`, async () => {
  await inHalves(proveReplicas, PROGRAMS / 10);
});

test(`labels are parsed back to the same data, in any order of keys (SEED=${SEED})`, () => {
  proveRoundTrip(SEED, PROGRAMS / 5);
});
