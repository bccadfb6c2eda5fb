import type { z } from "zod";
import { type Directive, type LogOptions, log, type Site } from "../../labels";
import { bytes, fieldName, size, some, someTime, span, text } from "../../labels/values";
import { type Problem, problem } from "../../schema/problems";
import { flag, strictObject, whole } from "../../schema/values";

/** A log file in the proxy's container, and its rotation. */
export interface AccessLogFile {
  /** Its absolute path. */
  path: string;
  /** Size at which Caddy begins a new file, in whole MB. Default: 100MiB. */
  rollSize?: string;
  /** How many old files Caddy keeps. Default: 10. */
  rollKeep?: number;
  /** How long Caddy keeps old files, in whole days. Default: 2160h, 90 days. */
  rollKeepFor?: string;
}

/**
 * Another program that collects the entries, such as rsyslog, Vector or Fluent Bit. Caddy starts without it,
 * too; while it gets no connection, the entries go to the log of the proxy's container, and Caddy tries again
 * every 10 s. docs/access-logs.md has what happens to requests meanwhile.
 */
export interface LogCollector {
  /**
   * Its address as the proxy's container reaches it: `udp/logs.example.com:5140`, or
   * `` `udp/${collector.address}` `` of a `Service` on the proxy network. With `tcp/`, see `mayBlock`.
   */
  address: string;
  /**
   * Whether requests may wait for the collector. Needed with `tcp/`: a collector that stops reading, or
   * disappears with its container or machine, then stops all requests that are logged, for minutes.
   * Default: false.
   */
  mayBlock?: boolean;
}

/** The entries that Caddy writes when there are many. */
export interface LogSampling {
  /** The interval in which Caddy counts entries. Default: 1s. */
  interval?: string;
  /** How many entries of each interval Caddy writes in any case. Default: 100. */
  first?: number;
  /** Of the entries after those, Caddy writes every nth. Default: 100. */
  thereafter?: number;
}

/** The parts that the log leaves out, beside cookies and Authorization, which Caddy never writes. */
export interface LogRedaction {
  /** Headers of requests. */
  requestHeaders?: string[];
  /** Headers of responses. */
  responseHeaders?: string[];
  /** Query parameters whose values become `REDACTED`. */
  query?: string[];
}

/** One line of JSON for each request; `{}` for all defaults. */
export interface AccessLog {
  /** A file in place of the log of the proxy's container. Default: none. */
  file?: AccessLogFile;
  /** A collector in place of the log of the proxy's container. Default: none. */
  collector?: LogCollector;
  /** Default: Caddy writes every entry. */
  sampling?: LogSampling;
  /** Default: nothing beside cookies and the header Authorization. */
  redact?: LogRedaction;
}

const PATH = 'must be an absolute path in the proxy\'s container, such as "/data/shop.log"';

const COLLECTOR = 'must be protocol, host and port, such as "udp/logs.example.com:5140"';
const BLOCKING =
  "must start with udp/: over TCP, a collector that stops reading or disappears stops all requests that are " +
  "logged. Where that is fine, write mayBlock: true";

const names = some(fieldName, '["X-Api-Key"]').optional();

/** @internal Checks {@link AccessLog}. */
export const accessLogSchema = strictObject("a setting of the access log", {
  file: strictObject("a setting of the log's file", {
    path: text(PATH).regex(/^\/[^\s]+$/, { error: PATH }),
    rollSize: size.optional(),
    rollKeep: whole(0).optional(),
    rollKeepFor: someTime.optional(),
  }).optional(),
  collector: strictObject("a setting of the log's collector", {
    address: text(COLLECTOR).refine(isCollector, { error: COLLECTOR }),
    mayBlock: flag.optional(),
  })
    .refine(({ address, mayBlock }) => !address.startsWith("tcp/") || mayBlock === true, {
      path: ["address"],
      error: BLOCKING,
    })
    .optional(),
  sampling: strictObject("a setting of the log's sampling", {
    interval: someTime.optional(),
    first: whole(1).optional(),
    thereafter: whole(1).optional(),
  }).optional(),
  redact: strictObject("something that a log can leave out", {
    requestHeaders: names,
    responseHeaders: names,
    query: some(text("must be the name of a parameter"), '["token"]').optional(),
  }).optional(),
}).refine(({ file, collector }) => file === undefined || collector === undefined, {
  path: ["collector"],
  error: "must not stand beside file; drop one",
}) satisfies z.ZodType<AccessLog>;

/** Whether a text is an address in Caddy's form, of UDP or TCP, with one port. */
function isCollector(address: string): boolean {
  const [, port] = /^(?:udp|tcp)\/(?:\[[\da-fA-F:.]+\]|[\w.-]+):(\d{1,5})$/.exec(address) ?? [];
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}

/**
 * The problem of a log's file where the proxy can't write it.
 *
 * @param place where the log is in the arguments.
 * @param folder the only folder that the proxy can write, if there is one.
 */
export function logFileProblems(
  place: string,
  accessLog: unknown,
  folder: string | undefined,
): Problem[] {
  const path: unknown = Object(Object(accessLog).file).path;
  if (folder === undefined || typeof path !== "string") return [];
  if (!path.startsWith("/") || path.startsWith(folder)) return [];
  const message =
    `must be below ${folder}, all that a hardened proxy can write; hardened: false of CaddyProxy gives one ` +
    `container, got ${JSON.stringify(path)}.`;
  return [problem(`${place}.file.path`, message)];
}

/** Name of the log that all sites share; Caddy's entries name it `http.log.access.access`. */
const SHARED = "access";

/** The site with the entry point's log, unless it has a log, or none, of its own. */
export function withAccessLog(site: Site, accessLog: AccessLog | undefined): Site {
  const { addresses, directives } = site;
  const own = directives.some(
    ({ name, matcher }) => name === "log" || (name === "log_skip" && matcher === undefined),
  );
  if (accessLog === undefined || own) return site;
  return { addresses, directives: [...directives, accessLogDirective(SHARED, accessLog)] };
}

/**
 * The directive of an access log.
 *
 * @param name the logger's, which routes use to log to it.
 */
export function accessLogDirective(name: string, accessLog: AccessLog): Directive {
  const { sampling, redact } = accessLog;
  return log({
    name,
    output: outputOf(accessLog),
    format: "json",
    fields: redactedFields(redact),
    sampling: sampling && {
      interval: span(sampling.interval ?? "1s"),
      first: sampling.first ?? 100,
      thereafter: sampling.thereafter ?? 100,
    },
  });
}

/**
 * How long Caddy waits for a connection to a collector. All requests that are logged wait with it, at most
 * once in 10 s; Caddy's default is no limit.
 */
const DIAL_TIMEOUT = "1s";

function outputOf({ file, collector }: AccessLog): LogOptions["output"] {
  if (file !== undefined) return fileOutput(file);
  if (collector === undefined) return "stdout";
  return { net: collector.address, dialTimeout: DIAL_TIMEOUT, softStart: true };
}

function fileOutput({ path: file, rollKeep, ...roll }: AccessLogFile): LogOptions["output"] {
  return { file, rollSize: bytes(roll.rollSize), rollKeep, rollKeepFor: span(roll.rollKeepFor) };
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

/** The spelling in which Caddy keeps a header: `x-api-key` is `X-Api-Key`. */
function canonical(field: string): string {
  return field.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
