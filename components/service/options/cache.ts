import type { z } from "zod";
import { cache, type Directive, MOST_BODY_BYTES } from "../../labels";
import { fieldName, path, some, someTime, span, verb } from "../../labels/values";
import { flag, strictObject, whole } from "../../schema/values";

/**
 * Caches responses. The service's `Cache-Control` takes precedence. It needs an image with the module
 * `http.handlers.bounded_cache`, such as a `BuiltCaddyImage`.
 *
 * Event streams, ranges, upgrades and responses over `maxBodyBytes` never enter the cache, nor does a
 * response of unknown length that is not complete 500 ms after its headers: the client gets them as
 * they come. The cache aborts no response; only the route's `timeouts` do.
 *
 * All caches of a proxy share an eighth of its container's memory, at most 32 MiB, and evict the least
 * recently used response first. Responses in transit use as much again; beyond that, further responses
 * bypass the cache. A change of any route empties the caches.
 */
export interface HttpCache {
  /** How long a response is fresh, such as `10m`. */
  ttl: string;
  /** How long the cache serves a stale response when the service fails. Default: never. */
  stale?: string;
  /** Methods whose responses are cached. Default: GET and HEAD. */
  methods?: string[];
  /** Paths that are never cached, such as `/static/live/*`. Default: none. */
  exclude?: string[];
  /** Request headers that are part of the cache key. Default: none. */
  headers?: string[];
  /** Whether to leave the query out of the cache key. Default: false. */
  ignoreQuery?: boolean;
  /** Size in bytes of the largest response that is cached, at most 5,000,000. Default: 1,048,576. */
  maxBodyBytes?: number;
}

/** @internal Checks {@link HttpCache}. */
export const cacheSchema = strictObject("a setting of a cache", {
  ttl: someTime,
  stale: someTime.optional(),
  methods: some(verb, '["GET", "HEAD"]').optional(),
  exclude: some(path, '["/static/live/*"]').optional(),
  headers: some(fieldName, '["Accept-Language"]').optional(),
  ignoreQuery: flag.optional(),
  maxBodyBytes: whole(1, MOST_BODY_BYTES).optional(),
}) satisfies z.ZodType<HttpCache>;

/** The directive of a cache. */
export function cacheDirective(options: HttpCache): Directive {
  const { ttl, stale, methods, exclude = [], headers, ignoreQuery, maxBodyBytes } = options;
  return cache({
    ttl: span(ttl),
    stale: span(stale),
    methods,
    exclude: exclude.length === 0 ? undefined : addresses(exclude),
    key: headers || ignoreQuery ? { headers, ignoreQuery } : undefined,
    maxBodyBytes,
  });
}

/** A regular expression of these paths, case-insensitive as Caddy's. */
function addresses(paths: readonly string[]): string {
  const patterns = paths.map((each) => each.split("*").map(literally).join("[^?]*"));
  return `(?i)^(?:${patterns.join("|")})(?:[?]|$)`;
}

function literally(part: string): string {
  return part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
