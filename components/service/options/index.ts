export type { AccessLog, AccessLogFile, LogRedaction, LogSampling } from "../../caddy/access-log";
export type { BasicAuth, ForwardAuth } from "./authentication";
export type { Backend, Credential, Upstreams } from "./backend";
export type { HttpCache } from "./cache";
export { type Compression, CompressionFormat } from "./compression";
export type { HeaderFields, SecurityHeaders } from "./headers";
export type { Health } from "./health";
export {
  type Canary,
  type LoadBalancing,
  LoadBalancingPolicy,
  type PassiveHealth,
  type Retries,
} from "./load-balancing";
export type { Maintenance } from "./maintenance";
export { type RateLimit, RateLimitKey } from "./rate-limit";
export type { Redirect, ServiceRoute, StaticResponse } from "./route";
export { RouteOption, type RouteOptions } from "./route-options";
export { type ServiceOptions, type ServiceRouting, serviceProblems } from "./routing";
export { serviceCredentials, serviceSites } from "./sites";
export type { Timeouts } from "./timeouts";
