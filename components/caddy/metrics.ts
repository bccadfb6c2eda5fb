import type { z } from "zod";
import { type Directive, globalOptions, logSkip, metrics, type Site, site, when } from "../labels";
import { flag, port, strictObject } from "../schema/values";

/**
 * Caddy's metrics for Prometheus, at `http://<container>:<port>/metrics` on the proxy network. The
 * port is not published on the Docker host.
 */
export interface Metrics {
  /** Port inside the container. Default: 2020. */
  port?: number;
  /** Whether Caddy counts requests by host, which takes more memory. Default: false. */
  perHost?: boolean;
}

const PORT = 2020;

/** Port of Caddy's administration API. */
const ADMIN_PORT = 2019;

/** @internal Checks {@link Metrics}. */
export const metricsSchema = strictObject("a setting of the metrics", {
  port: port
    .refine((value) => value !== ADMIN_PORT, { error: "must differ from 2019, Caddy's own API" })
    .optional(),
  perHost: flag.optional(),
}) satisfies z.ZodType<Metrics>;

/** Whether the port of the metrics is none of the published ports. */
export function metricsApart(wanted: Metrics | undefined, published: readonly number[]): boolean {
  return wanted === undefined || !published.includes(wanted.port ?? PORT);
}

/** The global option that makes Caddy count requests. */
export function metricsOptions(wanted: Metrics | undefined): readonly Directive[] {
  if (wanted === undefined) return [];
  return globalOptions({ metrics: wanted.perHost ? { perHost: true } : true });
}

/** The site with the metrics; requests for them are not logged. */
export function metricsSites(wanted: Metrics | undefined): Site[] {
  if (wanted === undefined) return [];
  const address = `http://:${wanted.port ?? PORT}`;
  return [site([address], logSkip(), when({ path: ["/metrics"] }, metrics()))];
}
