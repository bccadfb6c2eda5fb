import { FLAG, takes, text, type Words } from "../grammar/grammar";
import { isPlaceholder, quoted, status } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { type Directive, directive, option } from "../model/directive";

/** Options of a response. */
export interface RespondOptions {
  /** 100 to 999, or a placeholder. Default: 200. */
  readonly status?: number | string;
  /** Whether Caddy closes the connection after the response. Default: false. */
  readonly close?: boolean;
}

/** Responds with a body or a status alone: `respond("hello", { status: 201 })`, `respond(404)`. */
export function respond(body: Argument | number, options: RespondOptions = {}): Directive {
  const close = option("close", options.close);
  if (typeof body === "number") return directive("respond", [body], close);
  // Caddy would take a single argument of three digits for a status.
  const code = options.status ?? (isThreeDigits(body) ? 200 : undefined);
  return directive("respond", code === undefined ? [body] : [body, String(code)], close);
}

/** Fails the request, which `handleErrors` then handles: `error(404)`, `error("gone", 410)`. */
export function error(message: Argument | number, code?: number | string): Directive {
  return directive("error", code === undefined ? [message] : [message, String(code)]);
}

/** Closes the connection without a response. */
export function abort(): Directive {
  return directive("abort");
}

/** The status of a redirect: its code or Caddy's word for it. */
export type RedirectStatus = "permanent" | "temporary" | "html" | 300 | 301 | 302 | 303 | 307 | 308;

/** Redirects the client: `redir("https://example.com{uri}", "permanent")`. Default: 302. */
export function redir(to: Argument, status?: RedirectStatus): Directive {
  return directive("redir", status === undefined ? [to] : [to, status]);
}

function isThreeDigits(body: Argument): boolean {
  return typeof body === "string" && /^\d{3}$/.test(body);
}

const redirectStatus = (value: string) =>
  /^(permanent|temporary|html|3\d\d|401)$/.test(value) || isPlaceholder(value)
    ? undefined
    : `must be permanent, temporary, html or a 3xx status, got ${quoted(value)}.`;

export const RESPOND: Words = {
  respond: {
    matcher: "any",
    args: [text],
    optional: [status],
    block: { body: takes(text), close: FLAG },
    terminal: true,
  },
  error: { matcher: "any", args: [text], optional: [status], terminal: true },
  abort: { matcher: "any", terminal: true },
  redir: { matcher: "any", args: [text], optional: [redirectStatus], terminal: true },
};
