import type { z } from "zod";
import { type Directive, rateLimit } from "../../labels";
import { someTime, span, text } from "../../labels/values";
import { strictObject, whole } from "../../schema/values";

/** Common values of `RateLimit.key`, which takes any placeholder of Caddy. */
export const RateLimitKey = {
  /** The client's address; behind a trusted proxy, the one that the proxy forwards. */
  Client: "{client_ip}",
  /** The address of the connection's other end, maybe another proxy's. */
  Peer: "{remote_host}",
  /** One count for all clients together. */
  Everybody: "everybody",
} as const;

/**
 * Limits requests; one too many gets status 429 with `Retry-After`. It needs an image with the module
 * `http.handlers.rate_limit`. Each proxy keeps its own counts, which survive a change of routes.
 */
export interface RateLimit {
  /**
   * The proxy counts requests by this key: a value of {@link RateLimitKey}, a placeholder such as
   * `{header.X-Api-Key}`, or a fixed string. Default: the client's address.
   */
  key?: string;
  /** The number of requests allowed in each window. */
  events: number;
  /** The length of the sliding window, such as `1m`. */
  window: string;
}

/** @internal Checks {@link RateLimit}. */
export const rateLimitSchema = strictObject("a setting of a rate limit", {
  key: text('must be a placeholder or another string, such as "{client_ip}"').optional(),
  events: whole(1),
  window: someTime,
}) satisfies z.ZodType<RateLimit>;

/**
 * The directive of a rate limit.
 *
 * @param zone its name, unique in the proxy.
 */
export function rateLimitDirective(zone: string, limit: RateLimit): Directive {
  const { key = RateLimitKey.Client, events, window } = limit;
  return rateLimit({ [zone]: { key, events, window: span(window) } });
}
