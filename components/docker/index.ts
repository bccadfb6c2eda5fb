export { connect } from "./client";
export { type DockerHost, isLocal } from "./endpoint";
export type { Engine } from "./engine";
export { type Examination, examine } from "./examine";
export {
  type ConfiguredHost,
  resolveDockerHost,
} from "./host";
export type { WantedImage } from "./images";
export { type FoundNetwork, findNetwork } from "./networks";
export type { WantedPort } from "./ports";
