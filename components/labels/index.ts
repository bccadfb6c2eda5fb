// The routing of a container as typed data: labels made of it, read back, checked, and the Caddyfile
// that the plugin generates of them.

export {
  caddyfileOf,
  type GenerateOptions,
  type LabelledContainer,
  type LabelledService,
  outlineCaddyfile,
} from "./caddyfile/generate";
export { withoutBuilder } from "./check/modules";
export { checkBeside, checkProgram } from "./check/program";
export { checkRouting } from "./check/routing";
export type { ProgramContainer } from "./check/shared";
export {
  type AcmeNames,
  type AcmeServerOptions,
  acmeServer,
} from "./directives/acme-server";
export { basicAuth, type ForwardAuthOptions, forwardAuth } from "./directives/authentication";
export { type CacheKey, type CacheOptions, cache, MOST_BODY_BYTES } from "./directives/cache";
export { type EncodeOptions, type Encoding, encode } from "./directives/encode";
export {
  type FileServerOptions,
  fileServer,
  fileSystem,
  root,
  type TemplatesOptions,
  templates,
} from "./directives/files";
export {
  type GlobalOptions,
  globalOption,
  globalOptions,
  type ServerOptions,
} from "./directives/global";
export { handle, handleErrors, handlePath, type Routes, route } from "./directives/handle";
export {
  type HeaderChanges,
  header,
  type ResponseHeaderChanges,
  requestHeader,
} from "./directives/headers";
export { importSnippet, invoke, namedRoute, snippet } from "./directives/import";
export {
  copyResponse,
  copyResponseHeaders,
  type InterceptedResponse,
  intercept,
  push,
} from "./directives/intercept";
export {
  type FieldChange,
  type LogFile,
  type LogOptions,
  type LogOutput,
  type LogSampling,
  type LogSocket,
  log,
  logAppend,
  logLevel,
  logName,
  logSkip,
  type QueryChanges,
} from "./directives/log";
export { namedMatcher } from "./directives/named-matcher";
export { certificateMetrics, metrics, type TracingOptions, tracing } from "./directives/observe";
export { type PhpFastCgiOptions, phpFastCgi } from "./directives/php-fastcgi";
export type { ActiveHealth, PassiveHealth } from "./directives/proxy-health";
export type {
  CookiePolicy,
  FallbackPolicy,
  LoadBalancing,
  PlainPolicy,
  Policy,
  WeightedPolicy,
} from "./directives/proxy-policy";
export type {
  FastCgiTransport,
  HttpTransport,
  Transport,
  TransportTls,
} from "./directives/proxy-transport";
export type { DynamicA, DynamicSrv, DynamicUpstreams } from "./directives/proxy-upstreams";
export {
  type RateLimitOptions,
  type RateLimitZone,
  rateLimit,
} from "./directives/rate-limit";
export {
  abort,
  error,
  type RedirectStatus,
  type RespondOptions,
  redir,
  respond,
} from "./directives/respond";
export {
  type HandleResponse,
  type ReverseProxyOptions,
  reverseProxy,
} from "./directives/reverse-proxy";
export {
  method,
  type QueryChange,
  rewrite,
  stripPrefix,
  stripSuffix,
  tryFiles,
  uriPathRegexp,
  uriQuery,
  uriReplace,
} from "./directives/rewrite";
export {
  type AcmeOptions,
  acme,
  type Certificates,
  type ClientAuth,
  type DnsChallengeOptions,
  type DnsProvider,
  dns,
  files,
  internal,
  issuers,
  onDemand,
  type TlsOptions,
  tls,
} from "./directives/tls";
export {
  type BindOptions,
  bind,
  type MapRow,
  map,
  requestBody,
  type TimeoutOptions,
  timeouts,
  vars,
} from "./directives/values";
export { matcherName } from "./matchers/words";
export { hostProblem, isPublicName, isServedOverTls, parseAddress } from "./model/address";
export type { Duration, Size } from "./model/argument";
export {
  type Argument,
  buildEnv,
  type Environment,
  env,
  type Joined,
  join,
  placeholder,
  type Template,
  template,
  UpstreamScheme,
  upstreams,
  type Variable,
} from "./model/argument";
export { toMatcher } from "./model/canonical";
export { type Directive, directive, inOrder, orderedDirective, when } from "./model/directive";
export type {
  Condition,
  FileCondition,
  HeaderRegexp,
  MatchedProtocol,
  Matcher,
  MatcherConditions,
  MatcherInput,
  OneOrMore,
  Regexp,
  StatusClass,
  TryPolicy,
  UrlPattern,
  VarsRegexp,
} from "./model/matcher";
export {
  IMAGE_MODULES,
  type NamedRoute,
  type Routing,
  type Site,
  type Snippet,
  type Surroundings,
} from "./model/routing";
export { outlineProgram, outlineRoutes, type ProgramRoute, type RouteOutline } from "./outline";
export { parseLabels } from "./parse/parse";
export { DEFAULT_LABEL_PREFIX, LabelError, renderLabels } from "./render/render";
export { SiteBuilder, site } from "./site";
