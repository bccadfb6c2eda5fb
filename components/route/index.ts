export {
  atReleases,
  canaryFile,
  folder,
  hasTemplate,
  nextFile,
  releaseFile,
  releaseUpstream,
  userFile,
  userHash,
} from "./releases";
export { Route, type RouteArgs } from "./route";
