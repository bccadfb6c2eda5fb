export { connect, type Engine } from "./client";
export { type Examination, examine, type Wanted } from "./examine";
export {
  type ConfiguredHost,
  type DockerHost,
  dockerHost,
  type HostSurroundings,
  isLocal,
} from "./host";
export { imageProblems, type Mirror, type WantedImage } from "./images";
export { type FoundNetwork, findNetwork, networksNamed, sameNameProblem } from "./networks";
export { portProblem, type WantedPort } from "./ports";
