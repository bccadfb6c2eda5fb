import { parseExperiment } from "../../experiments/runner";

/** The least that an experiment says, as its file has it. */
export const LEAST = {
  name: "least",
  description: "The least there is.",
  duration: "10s",
  faults: [{ at: "1s", for: "2s", down: true }],
  objectives: { recovery: "1s" },
};

/** An experiment that says the least, and this. YAML reads JSON. */
export const parse = (more: object = {}) =>
  parseExperiment(JSON.stringify({ ...LEAST, ...more }), "least.yaml");
