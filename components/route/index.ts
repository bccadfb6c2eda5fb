export {
  canaryFile,
  folder,
  hasTemplate,
  leadingTo,
  nextFile,
  ownPorts,
  releaseFile,
  releaseUpstream,
  userFile,
  userHash,
} from "./releases";
export { Route, type RouteArgs } from "./route";
