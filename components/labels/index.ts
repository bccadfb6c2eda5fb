export { type Argument, type Template, UpstreamScheme, upstreams } from "./argument";
export {
  type Directive,
  globalOption,
  redirect,
  respond,
  reverseProxy,
  tlsInternal,
} from "./directive";
export { hostProblem } from "./host";
export { DEFAULT_LABEL_PREFIX, LabelError, type Routing, renderLabels } from "./render";
export { type Site, site } from "./site";
