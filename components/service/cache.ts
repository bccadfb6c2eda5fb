import type { z } from "zod";
import { cache, type Directive } from "../labels";
import { fieldName, flag, mapping, path, some, someTime, span, verb, whole } from "./values";

/**
 * Which answers the proxy keeps and gives again, in its memory. It needs an image with the module
 * `http.handlers.cache`, whose API for purging stays off. What the service says in `Cache-Control`
 * goes first.
 */
export interface Cache {
  /** How long an answer is fresh, such as `10m`. */
  ttl: string;
  /** How long after that it may still be used where the service fails. Default: not at all. */
  stale?: string;
  /** Verbs whose answers are kept. Default: GET and HEAD. */
  methods?: string[];
  /** Paths of which nothing is kept, such as `/static/live/*`. Default: none. */
  exclude?: string[];
  /** Fields of the request that tell answers of one address apart. Default: none. */
  headers?: string[];
  /** Whether answers that differ only in their query are one. Default: false. */
  ignoreQuery?: boolean;
  /** The bytes of the longest answer that is kept. Default: any. */
  maxBodyBytes?: number;
}

/** @internal Checks {@link Cache}. */
export const cacheSchema = mapping("a setting of a cache", {
  ttl: someTime,
  stale: someTime.optional(),
  methods: some(verb, '["GET", "HEAD"]').optional(),
  exclude: some(path, '["/static/live/*"]').optional(),
  headers: some(fieldName, '["Accept-Language"]').optional(),
  ignoreQuery: flag.optional(),
  maxBodyBytes: whole(1).optional(),
}) satisfies z.ZodType<Cache>;

/** The directive of a cache. */
export function cacheWord(kept: Cache): Directive {
  const { ttl, stale, methods, exclude = [], headers, ignoreQuery, maxBodyBytes } = kept;
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
