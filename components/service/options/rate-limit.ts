import type { z } from "zod";
import { type Directive, rateLimit } from "../../labels";
import { someTime, span, text } from "../../labels/values";
import { strictObject, whole } from "../../schema/values";

/** What requests are counted by, for `RateLimit.key`; any placeholder of Caddy will do as well. */
export const RateLimitKey = {
  /** The client's address; behind another proxy the one that a trusted one tells. */
  Client: "{client_ip}",
  /** The address at the other end of the connection, whoever that is. */
  Peer: "{remote_host}",
  /** Nothing: one count for all clients together. */
  Everybody: "everybody",
} as const;

/**
 * How many requests are let through; one more gets status 429 with `Retry-After`. It needs an image
 * with the module `http.handlers.rate_limit`. The counts are kept by each proxy and survive a change
 * of its routes.
 */
export interface RateLimit {
  /**
   * What requests are counted by: a value of {@link RateLimitKey}, a placeholder such as
   * `{header.X-Api-Key}`, or a fixed text. Default: the client's address.
   */
  key?: string;
  /** The requests let through in each window. */
  events: number;
  /** The span that is looked back on, such as `1m`. */
  window: string;
}

/** @internal Checks {@link RateLimit}. */
export const rateLimitSchema = strictObject("a setting of a rate limit", {
  key: text('must be a placeholder or a text, such as "{client_ip}"').optional(),
  events: whole(1),
  window: someTime,
}) satisfies z.ZodType<RateLimit>;

/**
 * The directive of a rate limit.
 *
 * @param zone its name, which no other limit of the proxy may have.
 */
export function rateLimitDirective(zone: string, limit: RateLimit): Directive {
  const { key = RateLimitKey.Client, events, window } = limit;
  return rateLimit({ [zone]: { key, events, window: span(window) } });
}
