/** The mode of Caddy Docker Proxy in a container. */
export const CaddyMode = {
  /** Reads labels and serves: one container does both. */
  Standalone: "standalone",
  /** Reads labels and sends the configuration to servers. */
  Controller: "controller",
  /** Serves the configuration that a controller sends. */
  Server: "server",
} as const;
export type CaddyMode = (typeof CaddyMode)[keyof typeof CaddyMode];

/** One entry of Caddy's log. */
interface Entry {
  /** Time, level, logger and message, as far as the line has them. */
  readonly head: readonly string[];
  /** Further fields by name. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An error of a request, or of a health check, that has no host. */
interface RequestError {
  readonly error: string;
  /** The header `Host` of the request. */
  readonly host?: string;
}

/** The error of a request or a health check that a line of Caddy's log reports; `undefined` for others. */
export function errorOf(line: string): RequestError | undefined {
  const { head, fields } = entryOf(line) ?? {};
  if (head === undefined || fields === undefined) return undefined;
  if (head.some((word) => word.includes("health_checker"))) {
    return typeof fields.error === "string" ? { error: fields.error } : undefined;
  }
  const host = Reflect.get(Object(fields.request), "host");
  if (!head.some((word) => word.startsWith("http.log.error"))) return undefined;
  return { error: head.at(-1) ?? "", host: typeof host === "string" ? host : "" };
}

/**
 * Formats a line of Caddy's log for people: time, level, logger and message, and below them each further
 * field, unescaped. Caddy writes JSON or, with format `console`, text that ends in JSON; any other line
 * stays as it is.
 */
export function readable(line: string): string[] {
  const entry = entryOf(line);
  if (entry === undefined) return [line];
  const below = Object.entries(entry.fields).flatMap(([name, value]) => {
    const [first = "", ...rest] = textOf(value).trimEnd().split("\n");
    return [`  ${name}: ${first}`, ...rest.map((each) => `    ${each}`)];
  });
  return [entry.head.join(" "), ...below];
}

/** A line of Caddy's log that only has a message, without time, level and logger; any other one as it is. */
export function messageOf(line: string): string {
  const entry = entryOf(line);
  if (entry === undefined || Object.keys(entry.fields).length > 0) return line;
  return entry.head.at(-1) ?? line;
}

/** The entry in a line of Caddy's log; `undefined` for another line. */
export function entryOf(line: string): Entry | undefined {
  return ofJson(line) ?? ofConsole(line);
}

function ofJson(line: string): Entry | undefined {
  const entry = record(line);
  if (entry === undefined) return undefined;
  const { level, ts, logger, msg, ...fields } = entry;
  const head = [timeOf(ts), String(level ?? "").toUpperCase(), logger, msg];
  return { head: head.filter(Boolean).map(String), fields };
}

function ofConsole(line: string): Entry | undefined {
  const columns = withoutColours(line).split("\t");
  if (columns.length < 3) return undefined;
  const fields = record(columns.at(-1) ?? "");
  return { head: fields === undefined ? columns : columns.slice(0, -1), fields: fields ?? {} };
}

function record(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Caddy writes seconds, unless its log has another time format. */
function timeOf(ts: unknown): string {
  const date = new Date(Number(ts) * 1000);
  if (typeof ts !== "number" || Number.isNaN(date.getTime())) return String(ts ?? "");
  return date.toISOString();
}

function textOf(value: unknown): string {
  return typeof value === "string" ? withoutWrapping(value) : JSON.stringify(value);
}

/** A controller's error has its server's answer in it, which is JSON. */
function withoutWrapping(text: string): string {
  const [, before = "", json = ""] = /^(.*: )(\{"error":.*\})\s*$/s.exec(text) ?? [];
  const { error } = record(json) ?? {};
  return typeof error === "string" ? before + error : text;
}

function withoutColours(line: string): string {
  return line.replaceAll(COLOUR, "");
}

/** A terminal's code for a colour. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
