import type { z } from "zod";
import { type Directive, type HttpTransport, timeouts } from "../../labels";
import { someTime, span } from "../../labels/values";
import { strictObject } from "../../schema/values";

/** How long the proxy waits for the service and for its clients. */
export interface Timeouts {
  /**
   * For a connection to a container. Default: 500ms, since the address of a container that is gone
   * answers nothing, and with Caddy's 3s a request would hardly get a second try.
   */
  dial?: string;
  /** For the first line of an answer. Default: for ever. */
  responseHeader?: string;
  /** For the next piece of a request's body. Default: as the proxy says. */
  read?: string;
  /** For a client to take the next piece of an answer. Default: as the proxy says. */
  write?: string;
  /**
   * How long websockets and other streams outlive a change of any route, which would end them at
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

/** The directive of the timeouts of clients, where there are any. */
export function clientTimeoutDirectives({ read, write }: Timeouts = {}): Directive[] {
  if (read === undefined && write === undefined) return [];
  return [timeouts({ read: span(read), write: span(write) })];
}

/** How the proxy connects to the service. */
export function transportOf({ dial = "500ms", responseHeader }: Timeouts = {}): HttpTransport {
  return { dialTimeout: span(dial), responseHeaderTimeout: span(responseHeader) };
}

/** How long streams outlive a change of any route. */
export function streamCloseDelay({ streamClose = "5m" }: Timeouts = {}) {
  return span(streamClose);
}
