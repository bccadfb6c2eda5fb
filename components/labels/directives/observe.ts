import { FLAG, takes, text, type Words } from "../grammar/grammar";
import type { Argument } from "../model/argument";
import { blockOption, type Directive, directive, entries, optionsOf } from "../model/directive";

/** Serves the proxy's metrics for Prometheus. */
export function metrics(options: { readonly disableOpenmetrics?: boolean } = {}): Directive {
  return directive("metrics", [], optionsOf(options));
}

/**
 * Adds to the proxy's metrics when each of its certificates expires:
 * `caddy_tls_certificate_expiry_timestamp_seconds`, by host and issuer. It answers no request itself: write it
 * beside {@link metrics}. It needs the module `http.handlers.certificate_metrics`, which `BuiltCaddyImage` has.
 */
export function certificateMetrics(): Directive {
  return directive("certificate_metrics");
}

/** Options of a trace. */
export interface TracingOptions {
  /** The name of the span. Default: the handler's. */
  readonly span?: string;
  /** Attributes of the span, and their values. Default: none. */
  readonly attributes?: Readonly<Record<string, Argument>>;
}

/** Traces requests with OpenTelemetry. The proxy's environment configures the exporter. */
export function tracing({ span, attributes }: TracingOptions = {}): Directive {
  const block = [...optionsOf({ span }), ...blockOption("span_attributes", entries(attributes))];
  return directive("tracing", [], block);
}

export const OBSERVE: Words = {
  metrics: { matcher: "any", block: { disable_openmetrics: FLAG }, terminal: true },
  certificate_metrics: {
    matcher: "any",
    module: () => "http.handlers.certificate_metrics",
    having: ", such as a BuiltCaddyImage",
  },
  tracing: {
    matcher: "any",
    block: { span: takes(text), span_attributes: { others: takes(text), needsBlock: true } },
  },
};
