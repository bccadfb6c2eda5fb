// @ts-check
// The process beside an experiment that takes its faults away, also when the experiment was killed.
import { loadTypeScript } from "./lib/typescript.mjs";

/** @type {typeof import("../experiments/runner/keeper/process")} */
const { keep } = loadTypeScript("experiments/runner/keeper/process");

keep();
