import type { z } from "zod";
import { cache, type Directive, MOST_BODY_BYTES } from "../../labels";
import { fieldName, path, some, someTime, span, verb } from "../../labels/values";
import { flag, strictObject, whole } from "../../schema/values";

/**
 * Which answers the proxy keeps and gives again. What the service says in `Cache-Control` goes first.
 * It needs an image with the module `http.handlers.bounded_cache`, such as a `BuiltCaddyImage`.
 *
 * Event streams, ranges, upgrades and answers over `maxBodyBytes` never enter the cache: the client
 * gets them as they come. So it gets an answer of unknown length that is not whole 500 ms after its
 * header. The cache ends no answer: only the route's `timeouts` do.
 *
 * All caches of a proxy together keep answers in an eighth of its container's memory, at most 32 MiB,
 * and drop those first that were not asked for longest. As much again they use for answers under way;
 * when that is spent, further answers go past the cache. Each change of any route empties them.
 */
export interface HttpCache {
  /** How long an answer is fresh, such as `10m`. */
  ttl: string;
  /** How long after that it may still be used where the service fails. Default: not at all. */
  stale?: string;
  /** Methods whose responses are cached. Default: GET and HEAD. */
  methods?: string[];
  /** Paths that are never cached, such as `/static/live/*`. Default: none. */
  exclude?: string[];
  /** Fields of the request that tell answers of one address apart. Default: none. */
  headers?: string[];
  /** Whether answers that differ only in their query are one. Default: false. */
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

/** The expression of all addresses with these paths, which like Caddy's know no capitals. */
function addresses(paths: readonly string[]): string {
  const patterns = paths.map((each) => each.split("*").map(literally).join("[^?]*"));
  return `(?i)^(?:${patterns.join("|")})(?:[?]|$)`;
}

function literally(part: string): string {
  return part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
