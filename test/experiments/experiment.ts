import { parseExperiment } from "../../components/experiments";

/** The smallest valid experiment, as in its file. */
export const LEAST = {
  name: "least",
  description: "The least there is.",
  duration: "10s",
  faults: [{ at: "1s", for: "2s", down: true }],
  objectives: { recovery: "1s" },
};

/** The smallest experiment with these additions. YAML reads JSON. */
export const parse = (more: object = {}) =>
  parseExperiment(JSON.stringify({ ...LEAST, ...more }), "least.yaml");
