export { connect } from "./client";
export { type DockerHost, isLocal } from "./endpoint";
export type { Engine } from "./engine";
export { type Examination, examine, type Wanted } from "./examine";
export {
  type ConfiguredHost,
  resolveDockerHost,
} from "./host";
export { imageProblems, type Mirror, type WantedImage } from "./images";
export { type FoundNetwork, findNetwork, networksNamed, sameNameProblem } from "./networks";
export { portProblem, type WantedPort } from "./ports";
export type { HostSurroundings } from "./surroundings";
