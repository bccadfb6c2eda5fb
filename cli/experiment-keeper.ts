/** The process beside an experiment that removes its faults, also when the experiment was killed. */
export { keep as run } from "../components/experiments/keeper";
