// Entries of Caddy's log: which service they are about, and their short form.
import { entryOf } from "../../docker/routes/caddy";

/** What tells that a line of the proxy is about a service. */
export interface Subject {
  /** Its hosts, also with a wildcard. */
  readonly hosts: readonly string[];
  /** Further names of it: of its containers, and on its networks. */
  readonly names: readonly string[];
}

/** The fields of a request in an access log or an error. */
interface RequestFields {
  readonly method?: string;
  readonly host?: string;
  readonly uri?: string;
  readonly remote_ip?: string;
  readonly client_ip?: string;
}

/** An entry of Caddy's log with what is read here by name. */
interface CaddyEntry {
  readonly level: string;
  readonly logger: string;
  readonly message: string;
  readonly request?: RequestFields;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Whether a line of the proxy is about a service: a request of its hosts, or a line that names it. */
export function isAbout(line: string, { hosts, names }: Subject): boolean {
  const { request, fields } = caddyEntry(line) ?? {};
  if (request?.host !== undefined) return hosts.some((host) => matches(host, request.host ?? ""));
  // The whole configuration of all services.
  if (fields !== undefined && WHOLE.some((key) => key in fields)) return false;
  return [...hosts, ...names].some((name) => named(name).test(line));
}

/** The fields that have the whole configuration. */
const WHOLE = ["caddyfile", "json"];

/** Whether a host of a request, maybe with a port, is one of a service's. */
function matches(host: string, requested: string): boolean {
  const bare = requested.replace(/:\d+$/, "").toLowerCase();
  if (!host.startsWith("*.")) return host.toLowerCase() === bare;
  return bare.slice(bare.indexOf(".")) === host.slice(1).toLowerCase();
}

function named(name: string): RegExp {
  return new RegExp(`(?<![\\w.-])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])`, "i");
}

/** The longest value of a field in a short line. */
const LONGEST = 160;

/** A line of the proxy's in short: of a request what was asked and answered, else message and fields. */
export function shortLine(line: string): string {
  const entry = caddyEntry(line);
  if (entry === undefined) return line;
  const { level, logger, message, request, fields } = entry;
  const calm = level === "INFO" || level === "DEBUG";
  if (request?.method !== undefined && logger.startsWith("http.log.")) {
    const error = logger.startsWith("http.log.error");
    return [
      calm ? "" : level,
      requestText(request),
      answerText(fields),
      error ? `: ${message}` : "",
    ]
      .filter(Boolean)
      .join(" ")
      .replace(" : ", ": ");
  }
  const others = Object.entries(fields).map(([name, value]) => `${name}=${valueText(value)}`);
  return [level, logger && `${logger}:`, message, ...others].filter(Boolean).join(" ");
}

function requestText({ method, host, uri, remote_ip, client_ip = remote_ip }: RequestFields) {
  const from = client_ip === undefined ? "" : ` from ${client_ip}`;
  return `${method} ${host}${uri}${from}`;
}

function answerText({ status, duration, size }: Readonly<Record<string, unknown>>): string {
  return [
    status === undefined ? "" : `-> ${status}`,
    typeof duration === "number" ? `in ${timeText(duration)}` : "",
    typeof size === "number" && size > 0 ? `${size} bytes` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** Caddy writes seconds. */
function timeText(seconds: number): string {
  if (seconds >= 1) return `${seconds.toFixed(2)} s`;
  const milliseconds = seconds * 1000;
  return `${milliseconds >= 10 ? milliseconds.toFixed(0) : milliseconds.toFixed(1)} ms`;
}

function valueText(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const plain = text.replaceAll(/\s+/g, " ");
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}

function caddyEntry(line: string): CaddyEntry | undefined {
  const given = jsonOf(line) ?? consoleEntry(line);
  if (given === undefined) return undefined;
  const { level = "", logger = "", msg = "", ts: _ts, request, ...fields } = given;
  const asked = typeof request === "object" && request !== null ? request : undefined;
  return {
    level: String(level).toUpperCase(),
    logger: String(logger),
    message: String(msg),
    request: asked as RequestFields | undefined,
    fields: asked === undefined && request !== undefined ? { request, ...fields } : fields,
  };
}

function jsonOf(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const entry = JSON.parse(line);
    return "level" in entry && "msg" in entry ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** An entry of Caddy's format `console`: time, level, logger and message, then JSON. */
function consoleEntry(line: string): Record<string, unknown> | undefined {
  const { head, fields } = entryOf(line) ?? {};
  if (head === undefined || line.startsWith("{")) return undefined;
  const [, level, ...rest] = head;
  return { ...fields, level, logger: rest.length > 1 ? rest[0] : "", msg: rest.at(-1) };
}
