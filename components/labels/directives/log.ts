import type { Argument } from "../model/argument";
import { type Directive, directive, entries, option } from "../model/directive";
import type { Duration, Size } from "../model/units";

/** Where an access log goes. Files and sockets are those of the proxy's container. */
export type LogOutput = "stdout" | "stderr" | "discard" | LogFile | { readonly net: string };

/** A file, and when it is rolled. */
export interface LogFile {
  readonly file: Argument;
  /** Default: 100MiB. */
  readonly rollSize?: Size;
  /** How many old files are kept. Default: 10. */
  readonly rollKeep?: number;
  /** How long they are kept. Default: 90 days. */
  readonly rollKeepFor?: Duration;
}

/** What becomes of a value in the log. */
export type FieldChange = "delete" | "hash" | { readonly replace: string };

/** What becomes of parameters of the query, by their names. */
export type QueryChanges = Readonly<Record<string, FieldChange>>;

/** Of the entries in each interval the first ones, and of the others one in so many. */
export interface LogSampling {
  readonly interval: Duration;
  readonly first: number;
  readonly thereafter: number;
}

/** How requests of a site are logged. */
export interface LogOptions {
  /** A name for other options to refer to. */
  readonly name?: string;
  /** Hosts of the site whose requests are logged. Default: all of them. */
  readonly hostnames?: readonly string[];
  /** Default: stderr. */
  readonly output?: LogOutput;
  /** Default: console on a terminal, json otherwise. */
  readonly format?: "console" | "json";
  /** Fields to change, `request>headers>Cookie`: `delete` removes the field. */
  readonly fields?: Readonly<Record<string, FieldChange | { readonly query: QueryChanges }>>;
  /** How many entries are written when there are many. Default: all of them. */
  readonly sampling?: LogSampling;
  /** Default: INFO. */
  readonly level?: "DEBUG" | "INFO" | "WARN" | "ERROR";
}

/** Logs the requests of a site. Any options here switch the proxy's own LOG_LEVEL and FORMAT off. */
export function log(options: LogOptions = {}): Directive {
  return directive("log", options.name === undefined ? [] : [options.name], [
    ...option("hostnames", options.hostnames ?? []),
    ...outputDirective(options.output),
    ...formatDirective(options),
    ...option("level", options.level),
    ...samplingDirective(options.sampling),
  ]);
}

/** Sends the entries of requests to these logs in place of all those of the site. */
export function logName(...names: readonly [string, ...string[]]): Directive {
  return directive("log_name", names);
}

/** Leaves requests out of the access log. */
export function logSkip(): Directive {
  return directive("log_skip");
}

/** Adds a field to the entry of each request. */
export function logAppend(field: string, value: Argument): Directive {
  return directive("log_append", [field, value]);
}

function outputDirective(output: LogOutput | undefined): Directive[] {
  if (output === undefined) return [];
  if (typeof output === "string") return option("output", output);
  if ("net" in output) return option("output", ["net", output.net]);
  const rolling = [
    ...option("roll_size", output.rollSize),
    ...option("roll_keep", output.rollKeep),
    ...option("roll_keep_for", output.rollKeepFor),
  ];
  return option("output", ["file", output.file], rolling);
}

function samplingDirective(sampling: LogSampling | undefined): Directive[] {
  if (sampling === undefined) return [];
  const { interval, first, thereafter } = sampling;
  return [directive("sampling", [], entries({ interval, first, thereafter }))];
}

function formatDirective({ format, fields = {} }: LogOptions): Directive[] {
  const changes = Object.keys(fields)
    .sort()
    .flatMap((name) => fieldDirective(name, fields[name]));
  if (changes.length === 0) return option("format", format);
  return [
    directive("format", ["filter"], [...option("wrap", format), directive("fields", [], changes)]),
  ];
}

function fieldDirective(name: string, change: FieldChange | { query: QueryChanges } | undefined) {
  if (change === undefined) return [];
  if (typeof change === "string") return [directive(name, [change])];
  if ("replace" in change) return [directive(name, ["replace", change.replace])];
  const rows = Object.entries(change.query)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([parameter, each]) =>
      typeof each === "string"
        ? directive(each, [parameter])
        : directive("replace", [parameter, each.replace]),
    );
  return [directive(name, ["query"], rows)];
}
