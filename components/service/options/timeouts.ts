import type { z } from "zod";
import { type Directive, type HttpTransport, timeouts } from "../../labels";
import { someTime, span } from "../../labels/values";
import { strictObject } from "../../schema/values";

/** Timeouts of the proxy towards the service and its clients. */
export interface Timeouts {
  /**
   * To connect to a container. Default: 500ms: the address of a removed container does not answer, and
   * Caddy's 3s would leave little time for a retry. Default of a `ProxiedUpstream`: 3s.
   */
  dial?: string;
  /** To receive the headers of a response. Default: none. */
  responseHeader?: string;
  /** To read the next part of a request's body. Default: the proxy's. */
  read?: string;
  /** To write the next part of a response. Default: the proxy's. */
  write?: string;
  /**
   * How long websockets and other streams survive a change of any route; Caddy would close them at
   * once. Default: 5m.
   */
  streamClose?: string;
}

/** @internal Checks {@link Timeouts}. */
export const timeoutsSchema = strictObject("a timeout", {
  dial: someTime.optional(),
  responseHeader: someTime.optional(),
  read: someTime.optional(),
  write: someTime.optional(),
  streamClose: someTime.optional(),
}) satisfies z.ZodType<Timeouts>;

/** The directive of the timeouts towards clients, if any. */
export function clientTimeoutDirectives({ read, write }: Timeouts = {}): Directive[] {
  if (read === undefined && write === undefined) return [];
  return [timeouts({ read: span(read), write: span(write) })];
}

/**
 * The idle connections that the proxy keeps to each container. With Caddy's default, 32, it opens and closes
 * one for most requests while more are in progress.
 */
const IDLE_CONNECTIONS = 256;

/** The transport to the service, with what its backend needs of it. */
export function transportOf(
  { dial, responseHeader }: Timeouts = {},
  needed: HttpTransport = {},
): HttpTransport {
  return {
    dialTimeout: "500ms",
    ...needed,
    ...(dial !== undefined && { dialTimeout: span(dial) }),
    responseHeaderTimeout: span(responseHeader),
    keepaliveIdleConnsPerHost: IDLE_CONNECTIONS,
  };
}

/** How long streams survive a change of any route. */
export function streamCloseDelay({ streamClose = "5m" }: Timeouts = {}) {
  return span(streamClose);
}
