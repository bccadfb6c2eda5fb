import { FLAG, type Grammar, takes } from "../grammar/grammar";
import { text } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { type Directive, directive, entries, option } from "../model/directive";

/** Answers with the proxy's metrics, in the format of Prometheus. */
export function metrics(options: { readonly disableOpenmetrics?: boolean } = {}): Directive {
  return directive("metrics", [], option("disable_openmetrics", options.disableOpenmetrics));
}

/** Options of a trace. */
export interface TracingOptions {
  /** Default: the handler's name. */
  readonly span?: string;
  readonly attributes?: Readonly<Record<string, Argument>>;
}

/** Traces requests by OpenTelemetry; where to is the proxy's environment's to say. */
export function tracing({ span, attributes = {} }: TracingOptions = {}): Directive {
  const rows = entries(attributes);
  return directive(
    "tracing",
    [],
    [
      ...option("span", span),
      ...(rows.length === 0 ? [] : [directive("span_attributes", [], rows)]),
    ],
  );
}

/** The grammar of these directives. */
export const OBSERVE: Readonly<Record<string, Grammar>> = {
  metrics: { matcher: "any", block: { disable_openmetrics: FLAG }, terminal: true },
  tracing: {
    matcher: "any",
    block: { span: takes(text), span_attributes: { others: takes(text), needsBlock: true } },
  },
};
