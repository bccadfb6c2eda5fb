import type { z } from "zod";
import { PASS_FILE, PASS_HEADER, VOLUME } from "../../docker/routes/probe";
import { type Directive, type MatcherConditions, rateLimit, requestHeader } from "../../labels";
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
 * Limits requests; one too many gets status 429 with `Retry-After`, the seconds until the next one passes. It needs
 * an image with the module `http.handlers.rate_limit`. Each proxy keeps its own counts, which survive a change of
 * routes and end with the proxy's container; in a Swarm of several edge nodes, each counts by itself. No limit
 * counts the requests by which `up` tests the routes. A change replaces the route-holder, and with
 * `labelsOn: "container"` the containers.
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
 * @param match the requests that count. Default: all.
 */
export function rateLimitDirective(
  zone: string,
  limit: RateLimit,
  match?: MatcherConditions,
): Directive {
  const { key = RateLimitKey.Client, events, window } = limit;
  return rateLimit({ [zone]: { key, events, window: span(window), match } });
}

/**
 * All requests but the probes of `up`: those with the value of a file on the proxy's volume. Where the file is
 * missing, its value is empty, and so no empty header may pass.
 */
export const EXCEPT_PROBES: MatcherConditions = {
  not: {
    header: { [PASS_HEADER]: `{file.${VOLUME}/${PASS_FILE}}` },
    not: { headerRegexp: { field: PASS_HEADER, pattern: "^$" } },
  },
};

/** Removes the header of probes, so that the service does not learn its value. */
export const WITHOUT_PASS: readonly Directive[] = requestHeader({ remove: [PASS_HEADER] });

/** Whether a service, or one of its routes, has a rate limit. */
export function isLimited({ rateLimit, routes = [] }: Limited): boolean {
  return [{ rateLimit }, ...routes].some((each) => each.rateLimit !== undefined);
}

interface Limited {
  readonly rateLimit?: RateLimit;
  readonly routes?: readonly Pick<Limited, "rateLimit">[];
}
