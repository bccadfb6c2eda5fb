import type { Argument, Duration, Size } from "../model/argument";
import { blockOption, type Directive, directive, option, optionsOf } from "../model/directive";
import { sortedEntries } from "../model/matcher";

/** Where Caddy writes a log. Files and sockets are those of the proxy's container. */
export type LogOutput = "stdout" | "stderr" | "discard" | LogFile | LogSocket;

/** A network address that a log is sent to. */
export interface LogSocket {
  /** Its address, such as `udp/logs:5140`. */
  readonly net: Argument;
  /** How long Caddy waits for a connection; log entries and requests wait with it. Default: no limit. */
  readonly dialTimeout?: Duration;
  /**
   * Whether Caddy loads its configuration where it gets no connection, and writes the entries to stderr
   * until it does. Default: false.
   */
  readonly softStart?: boolean;
}

/** A log file in the proxy's container, and its rotation. */
export interface LogFile {
  /** Its absolute path. */
  readonly file: Argument;
  /** The size at which Caddy begins a new file. Default: 100MiB. */
  readonly rollSize?: Size;
  /** How many old files Caddy keeps. Default: 10. */
  readonly rollKeep?: number;
  /** How long Caddy keeps old files. Default: 2160h, 90 days. */
  readonly rollKeepFor?: Duration;
}

/** How Caddy changes a field of an entry. */
export type FieldChange = "delete" | "hash" | { readonly replace: string };

/** How Caddy changes query parameters, by their names. */
export type QueryChanges = Readonly<Record<string, FieldChange>>;

/** Which entries Caddy writes when there are many. */
export interface LogSampling {
  /** The interval in which Caddy counts entries. */
  readonly interval: Duration;
  /** How many entries of each interval Caddy writes in any case. */
  readonly first: number;
  /** Of the entries after those, Caddy writes every nth. */
  readonly thereafter: number;
}

/** How Caddy logs the requests of a site. */
export interface LogOptions {
  /** The logger's name, which `logName` refers to. Default: one that Caddy chooses. */
  readonly name?: string;
  /** Hosts of the site whose requests Caddy logs. Default: all. */
  readonly hostnames?: readonly string[];
  /** Default: stderr. */
  readonly output?: LogOutput;
  /** Default: console on a terminal, json otherwise. */
  readonly format?: "console" | "json";
  /** Fields to change, such as `request>headers>Cookie`. Default: none. */
  readonly fields?: Readonly<Record<string, FieldChange | { readonly query: QueryChanges }>>;
  /** Default: Caddy writes every entry. */
  readonly sampling?: LogSampling;
  /** Default: INFO. */
  readonly level?: "DEBUG" | "INFO" | "WARN" | "ERROR";
}

/** Logs the requests of a site. With any option, Caddy ignores the proxy's LOG_LEVEL and FORMAT. */
export function log(options: LogOptions = {}): Directive {
  const { name, hostnames, output, sampling, level } = options;
  return directive("log", name === undefined ? [] : [name], [
    ...optionsOf({ hostnames, level }),
    ...outputDirective(output),
    ...formatDirective(options),
    ...blockOption("sampling", optionsOf(sampling ?? {})),
  ]);
}

/** Logs requests to these loggers instead of the site's. */
export function logName(...names: readonly [string, ...string[]]): Directive {
  return directive("log_name", names);
}

/** Leaves requests out of the log. */
export function logSkip(): Directive {
  return directive("log_skip");
}

/** The level of the log's entries of requests, which by default is INFO, or ERROR after an error. */
export function logLevel(level: "DEBUG" | "INFO" | "WARN" | "ERROR"): Directive {
  return directive("log_level", [level]);
}

/** Adds a field to each entry. */
export function logAppend(field: string, value: Argument): Directive {
  return directive("log_append", [field, value]);
}

function outputDirective(output: LogOutput | undefined): Directive[] {
  if (output === undefined || typeof output === "string") return option("output", output);
  if ("net" in output) {
    const { net, ...connecting } = output;
    return option("output", ["net", net], optionsOf(connecting));
  }
  const { file, ...rolling } = output;
  return option("output", ["file", file], optionsOf(rolling));
}

function formatDirective({ format, fields = {} }: LogOptions): Directive[] {
  const changes = sortedEntries(fields).map(([name, change]) => fieldDirective(name, change));
  if (changes.length === 0) return option("format", format);
  return option("format", "filter", [...option("wrap", format), directive("fields", [], changes)]);
}

function fieldDirective(name: string, change: FieldChange | { query: QueryChanges }): Directive {
  if (typeof change === "string") return directive(name, [change]);
  if ("replace" in change) return directive(name, ["replace", change.replace]);
  const rows = sortedEntries(change.query).map(([parameter, each]) =>
    typeof each === "string"
      ? directive(each, [parameter])
      : directive("replace", [parameter, each.replace]),
  );
  return directive(name, ["query"], rows);
}
