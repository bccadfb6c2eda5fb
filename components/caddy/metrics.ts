import { z } from "zod";
import { type Directive, globalOptions, logSkip, metrics, type Site, site, when } from "../labels";
import { unknownKey } from "../schema/problems";
import { port } from "../schema/values";

/**
 * Caddy's metrics in the format of Prometheus, at `http://<container>:<port>/metrics` for containers
 * on the proxy network. The port is not published on the Docker host.
 */
export interface Metrics {
  /** Port inside the container. Default: 2020. */
  port?: number;
  /** Whether requests are counted for each host by itself, which takes more memory. Default: no. */
  perHost?: boolean;
}

const PORT = 2020;
/** Port of Caddy's administration API. */
const ADMIN_PORT = 2019;

const SHAPE = {
  port: port
    .refine((value) => value !== ADMIN_PORT, { error: "must differ from 2019, Caddy's own API" })
    .optional(),
  perHost: z.boolean({ error: "must be true or false" }).optional(),
};

/** @internal Checks {@link Metrics}. */
export const metricsSchema = z.strictObject(SHAPE, {
  error: unknownKey("a setting of the metrics", SHAPE),
}) satisfies z.ZodType<Metrics>;

/** Whether the metrics stay off the ports that are published. */
export function metricsApart(wanted: Metrics | undefined, published: readonly number[]): boolean {
  return wanted === undefined || !published.includes(wanted.port ?? PORT);
}

/** What Caddy is told so that it counts. */
export function metricsOptions(wanted: Metrics | undefined): readonly Directive[] {
  if (wanted === undefined) return [];
  return globalOptions({ metrics: wanted.perHost ? { perHost: true } : true });
}

/** The site that gives the figures, and leaves the requests for them out of the log. */
export function metricsSites(wanted: Metrics | undefined): Site[] {
  if (wanted === undefined) return [];
  const address = `http://:${wanted.port ?? PORT}`;
  return [site([address], logSkip(), when({ path: ["/metrics"] }, metrics()))];
}
