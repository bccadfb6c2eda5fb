import { afterAll, beforeAll, test } from "vitest";
import {
  PROGRAMS,
  proveGenerated,
  proveReplicas,
  proveRoundTrip,
  SEED,
} from "./generated/properties";
import { Oracle } from "./oracle";

const seed = SEED + 2;
const half = Math.ceil(PROGRAMS / 2);

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start();
}, 600_000);
afterAll(() => oracle.stop());

test(`${half} programs mean to Caddy what their types say (SEED=${SEED})`, async () => {
  await proveGenerated(oracle, seed, half);
}, 600_000);

test(`the labels of programs are parsed back to the same data (SEED=${SEED})`, () => {
  proveRoundTrip(seed, Math.ceil(half / 10));
}, 600_000);

test(`replicas share the load and change nothing else (SEED=${SEED})`, async () => {
  await proveReplicas(oracle, seed, Math.ceil(half / 10));
}, 600_000);
