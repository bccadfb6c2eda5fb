import type { z } from "zod";
import type { ActiveHealth } from "../../labels";
import { path, someTime, span } from "../../labels/values";
import { port, strictObject, whole } from "../../schema/values";

/**
 * Active health checks: the proxy requests a path of each container, and sends nothing else to a
 * container that fails. Each route of a service checks by itself.
 */
export interface Health {
  /** The path to request, such as `/healthz`; 2xx is healthy. It works during maintenance, too. */
  path: string;
  /** The port to ask on. Default: the service's `port`. */
  port?: number;
  /**
   * Default: 2s. With `fails`, a stopping container that reports itself unhealthy gets no requests
   * after four seconds at most, within its grace period; Caddy's default of 30s is too long for that.
   */
  interval?: string;
  /** How long an answer may take. Default: 2s. */
  timeout?: string;
  /** The one healthy status. Default: any 2xx. */
  status?: number;
  /** Consecutive failures that make a container unhealthy. Default: 2, since one may be chance. */
  fails?: number;
  /** Consecutive successes that make it healthy again. Default: 1. */
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
 * @param servicePort the port of the service.
 * @param routePort the port of the route, maybe another one of the same container.
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
