/*
 * Runs the experiments whose files are in experiments/: it sends requests, makes faults
 * in Toxiproxy, and reports what clients noticed.
 */
export { ToxiproxyError } from "../toxics/transport";
export { type Conditions, conduct, writeReport } from "./conduct";
export { keep } from "./keeper";
export { MAX_SEED } from "./random";
export { parseExperiment, readExperiment, readyMade, WrongInput } from "./read";
export type { Report } from "./report";
export type { StackOutputs } from "./target";
export { verdictTable } from "./verdicts";
