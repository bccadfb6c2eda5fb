// The sites of an entry point beside those of services: for unknown hosts, and for metrics.
import { z } from "zod";
import {
  certificateMetrics,
  type Directive,
  globalOptions,
  logSkip,
  metrics,
  type Site,
  site,
  when,
} from "../../labels";
import { flag, httpsUrl, port, strictObject, whole } from "../../schema/values";

/**
 * The answer over plain http for a host that no service has. Over https there is no certificate for
 * such a host, so Caddy can't answer.
 */
export interface DefaultSite {
  /** Status of the answer, 200 to 599. Default: 404. */
  status?: number;
  /** Body of the answer. Default: empty. */
  body?: string;
  /** URL to which requests are redirected (302) instead. Default: none. */
  redirect?: string;
}

/** @internal Checks {@link DefaultSite}. */
export const defaultSiteSchema = strictObject("a setting of the default site", {
  status: whole(200, 599).optional(),
  body: z.string({ error: "must be a string" }).min(1, { error: "must not be empty" }).optional(),
  redirect: httpsUrl.optional(),
}).refine(
  ({ status, body, redirect }) =>
    redirect === undefined || (status === undefined && body === undefined),
  { path: ["redirect"], error: "must not stand beside status or body" },
) satisfies z.ZodType<DefaultSite>;

/**
 * Caddy's metrics for Prometheus, at `http://<container>:<port>/metrics` on the proxy network. The
 * port is not published on the Docker host.
 */
export interface Metrics {
  /** Port inside the container. Default: 2020. */
  port?: number;
  /** Whether Caddy counts requests by host, which takes more memory. Default: false. */
  perHost?: boolean;
  /**
   * Whether they say when each certificate expires:
   * `caddy_tls_certificate_expiry_timestamp_seconds{host="…",issuer="…"}`. It needs an image with the module
   * `http.handlers.certificate_metrics`, such as a `BuiltCaddyImage`. Default: false.
   */
  certificates?: boolean;
}

const PORT = 2020;

/** Port of Caddy's administration API. */
export const ADMIN_PORT = 2019;

/** @internal Checks {@link Metrics}. */
export const metricsSchema = strictObject("a setting of the metrics", {
  port: port
    .refine((value) => value !== ADMIN_PORT, { error: "must differ from 2019, Caddy's own API" })
    .optional(),
  perHost: flag.optional(),
  certificates: flag.optional(),
}) satisfies z.ZodType<Metrics>;

/** The port of the metrics in the container. */
export function metricsPort({ port = PORT }: Metrics): number {
  return port;
}

/** Whether the port of the metrics is none of the published ports. */
export function metricsApart(wanted: Metrics | undefined, published: readonly number[]): boolean {
  return wanted === undefined || !published.includes(metricsPort(wanted));
}

/** The global option that makes Caddy count requests. */
export function metricsOptions(wanted: Metrics | undefined): readonly Directive[] {
  if (wanted === undefined) return [];
  return globalOptions({ metrics: wanted.perHost ? { perHost: true } : true });
}

/** The site with the metrics; requests for them are not logged. */
export function metricsSites(wanted: Metrics | undefined): Site[] {
  if (wanted === undefined) return [];
  const address = `http://:${metricsPort(wanted)}`;
  const path = { path: ["/metrics"] };
  const certificates = wanted.certificates ? [when(path, certificateMetrics())] : [];
  return [site([address], logSkip(), ...certificates, when(path, metrics()))];
}
