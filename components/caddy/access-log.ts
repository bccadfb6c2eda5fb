import type { z } from "zod";
import { type Directive, type LogOptions, log } from "../labels";
import {
  bytes,
  fieldName,
  mapping,
  size,
  some,
  someTime,
  span,
  text,
  whole,
} from "../labels/values";

/** A file of the proxy's container, and when a new one is begun. */
export interface AccessLogFile {
  /** Its absolute path. */
  path: string;
  /** Size after which a new one is begun, in whole MB. Default: 100MiB. */
  rollSize?: string;
  /** How many old ones are kept. Default: 10. */
  rollKeep?: number;
  /** How long they are kept, in whole days. Default: 2160h, 90 days. */
  rollKeepFor?: string;
}

/** How many entries are written when there are many. */
export interface LogSampling {
  /** The span that is looked at. Default: 1s. */
  interval?: string;
  /** The entries of each span that are all written. Default: 100. */
  first?: number;
  /** After those, one in so many. Default: 100. */
  thereafter?: number;
}

/** What is not written. Caddy itself leaves out cookies and what the field Authorization says. */
export interface LogRedaction {
  /** Fields of requests. */
  requestHeaders?: string[];
  /** Fields of answers. */
  responseHeaders?: string[];
  /** Parameters of the query, whose values become `REDACTED`. */
  query?: string[];
}

/** One line of JSON for each request; `{}` for all defaults. */
export interface AccessLog {
  /** A file in place of the log of the proxy's container. Default: none. */
  file?: AccessLogFile;
  /** Default: every entry is written. */
  sampling?: LogSampling;
  /** Default: nothing but what Caddy leaves out. */
  redact?: LogRedaction;
}

const PATH = 'must be an absolute path in the proxy\'s container, such as "/data/shop.log"';

const names = some(fieldName, '["X-Api-Key"]').optional();

/** @internal Checks {@link AccessLog}. */
export const accessLogSchema = mapping("a setting of the access log", {
  file: mapping("a setting of the log's file", {
    path: text(PATH).regex(/^\/[^\s]+$/, { error: PATH }),
    rollSize: size.optional(),
    rollKeep: whole(0).optional(),
    rollKeepFor: someTime.optional(),
  }).optional(),
  sampling: mapping("a setting of the log's sampling", {
    interval: someTime.optional(),
    first: whole(1).optional(),
    thereafter: whole(1).optional(),
  }).optional(),
  redact: mapping("something that a log can leave out", {
    requestHeaders: names,
    responseHeaders: names,
    query: some(text("must be the name of a parameter"), '["token"]').optional(),
  }).optional(),
}) satisfies z.ZodType<AccessLog>;

/**
 * The directive of an access log.
 *
 * @param name the log's, by which its requests are sent to it.
 */
export function accessLogDirective(name: string, { file, sampling, redact }: AccessLog): Directive {
  return log({
    name,
    output: file === undefined ? "stdout" : fileOutput(file),
    format: "json",
    fields: redactedFields(redact),
    sampling: sampling && {
      interval: span(sampling.interval ?? "1s"),
      first: sampling.first ?? 100,
      thereafter: sampling.thereafter ?? 100,
    },
  });
}

function fileOutput({
  path,
  rollSize,
  rollKeep,
  rollKeepFor,
}: AccessLogFile): LogOptions["output"] {
  return {
    file: path,
    rollSize: bytes(rollSize),
    rollKeep,
    rollKeepFor: span(rollKeepFor),
  };
}

function redactedFields(redact: LogRedaction = {}): LogOptions["fields"] {
  const { requestHeaders = [], responseHeaders = [], query = [] } = redact;
  const gone = [
    ...requestHeaders.map((field) => `request>headers>${canonical(field)}`),
    ...responseHeaders.map((field) => `resp_headers>${canonical(field)}`),
  ];
  const replaced = Object.fromEntries(query.map((each) => [each, { replace: "REDACTED" }]));
  return {
    ...Object.fromEntries(gone.map((field) => [field, "delete" as const])),
    ...(query.length === 0 ? {} : { "request>uri": { query: replaced } }),
  };
}

/** The spelling in which Caddy keeps a field: `x-api-key` is `X-Api-Key`. */
function canonical(field: string): string {
  return field.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
