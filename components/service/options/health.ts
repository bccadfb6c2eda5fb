import type { z } from "zod";
import type { ActiveHealth } from "../../labels";
import { path, someTime, span } from "../../labels/values";
import { port, strictObject, whole } from "../../schema/values";

/**
 * Requests that the proxy sends to each container to find out whether it is well; one that is not
 * gets no requests, without a change of any route. Each route of a service checks by itself.
 */
export interface Health {
  /** What to ask for, such as `/healthz`; an answer 2xx is good. Maintenance lets it pass. */
  path: string;
  /** Default: the service's `port`. */
  port?: number;
  /**
   * Default: 2s. With `fails`, a container that is about to stop and says so is left alone after
   * four seconds at most, well within its grace period; Caddy's own 30s come too late for that.
   */
  interval?: string;
  /** Default: 2s. */
  timeout?: string;
  /** The one good status. Default: any 2xx. */
  status?: number;
  /** Bad answers in a row that make it unwell. Default: 2, since one alone may be chance. */
  fails?: number;
  /** Good answers in a row that make it well again. Default: 1. */
  passes?: number;
}

/** @internal Checks {@link Health}. */
export const healthSchema = strictObject("a setting of the health check", {
  path,
  port: port.optional(),
  interval: someTime.optional(),
  timeout: someTime.optional(),
  status: whole(200, 399).optional(),
  fails: whole(1).optional(),
  passes: whole(1).optional(),
}) satisfies z.ZodType<Health>;

/**
 * The health checks of one route.
 *
 * @param servicePort where the service listens.
 * @param routePort where the route leads, which may be another port of the same container.
 */
export function healthChecks(
  health: Health | undefined,
  servicePort: number,
  routePort: number,
): ActiveHealth | undefined {
  if (health === undefined) return undefined;
  const { path: uri, interval = "2s", timeout = "2s", fails = 2, passes, status } = health;
  const checked = health.port ?? servicePort;
  return {
    uri,
    port: checked === routePort ? undefined : checked,
    interval: span(interval),
    timeout: span(timeout),
    fails,
    passes,
    status,
  };
}
