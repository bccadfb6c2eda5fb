import { type AccessLog, accessLogSchema } from "../../caddy/server/access-log";
import { type Directive, requestBody } from "../../labels";
import { bytes, size } from "../../labels/values";
import {
  type BasicAuth,
  basicAuthSchema,
  type ForwardAuth,
  forwardAuthSchema,
} from "./authentication";
import { cacheSchema, type HttpCache } from "./cache";
import { type Compression, compressionSchema } from "./compression";
import {
  type HeaderFields,
  headerFieldsSchema,
  type SecurityHeaders,
  securityHeadersSchema,
} from "./headers";
import { type Maintenance, maintenanceSchema } from "./maintenance";
import { type RateLimit, rateLimitSchema } from "./rate-limit";
import { type Timeouts, timeoutsSchema } from "./timeouts";

/**
 * Options of a service or of one of its routes; a route's option replaces the service's of the same
 * kind. A change changes labels only, which replaces containers only where those carry the labels.
 */
export interface RouteOptions {
  /** Limits the rate of requests. Default: no limit. */
  rateLimit?: RateLimit;
  /** Caches responses. Default: no cache. */
  cache?: HttpCache;
  /** Requires a user name and a password. Default: no authentication. */
  basicAuth?: BasicAuth;
  /** Lets another service authenticate requests. Default: no authentication. */
  forwardAuth?: ForwardAuth;
  /** Compresses responses. Default: no compression. */
  compression?: Compression;
  /** Adds security headers. Default: none. */
  securityHeaders?: SecurityHeaders;
  /** Changes the headers of requests to the service. Default: none. */
  requestHeaders?: HeaderFields;
  /** Changes the headers of responses to clients. Default: none. */
  responseHeaders?: HeaderFields;
  /** The longest body that a request may have, such as `10MB`; more gets 413. Default: any. */
  maxBodySize?: string;
  /** How long the proxy waits for the service and for clients. */
  timeouts?: Timeouts;
  /** Answers in place of the service. Default: the service answers. */
  maintenance?: Maintenance;
  /** Logs each request. Default: none. */
  accessLog?: AccessLog;
}

/** The kinds of {@link RouteOptions}, for `ServiceRoute.without`. */
export const RouteOption = {
  RateLimit: "rateLimit",
  Cache: "cache",
  BasicAuth: "basicAuth",
  ForwardAuth: "forwardAuth",
  Compression: "compression",
  SecurityHeaders: "securityHeaders",
  RequestHeaders: "requestHeaders",
  ResponseHeaders: "responseHeaders",
  MaxBodySize: "maxBodySize",
  Timeouts: "timeouts",
  Maintenance: "maintenance",
  AccessLog: "accessLog",
} as const satisfies Record<string, keyof RouteOptions>;
export type RouteOption = (typeof RouteOption)[keyof typeof RouteOption];

/** @internal The checks of {@link RouteOptions}, one a field. */
export const routeOptionShape = {
  rateLimit: rateLimitSchema.optional(),
  cache: cacheSchema.optional(),
  basicAuth: basicAuthSchema.optional(),
  forwardAuth: forwardAuthSchema.optional(),
  compression: compressionSchema.optional(),
  securityHeaders: securityHeadersSchema.optional(),
  requestHeaders: headerFieldsSchema.optional(),
  responseHeaders: headerFieldsSchema.optional(),
  maxBodySize: size.optional(),
  timeouts: timeoutsSchema.optional(),
  maintenance: maintenanceSchema.optional(),
  accessLog: accessLogSchema.optional(),
};

/** The effective options of a route: its own, and those of the service that it keeps. */
export function routeOptionsOf(
  service: RouteOptions,
  route: RouteOptions & { without?: RouteOption[] },
): RouteOptions {
  const kinds = Object.values(RouteOption).filter(
    (kind) => route[kind] !== undefined || !route.without?.includes(kind),
  );
  return Object.fromEntries(kinds.map((kind) => [kind, route[kind] ?? service[kind]]));
}

/** The directive that limits the bodies of requests. */
export function maxBodySizeDirective(maxSize: string): Directive {
  return requestBody({ maxSize: bytes(maxSize) });
}
