import type { Argument } from "./argument";

/** One Caddyfile directive or global option: its name, its arguments, and the block below it. */
export interface Directive {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly block: readonly Directive[];
}

/** Sends requests to a service: `reverse_proxy <to…>`. */
export function reverseProxy(...to: readonly [Argument, ...Argument[]]): Directive {
  return directive("reverse_proxy", to);
}

/** Serves the site with a certificate of Caddy's own local authority: `tls internal`. */
export function tlsInternal(): Directive {
  return directive("tls", ["internal"]);
}

/** Answers every request with an empty body and this status, 100 to 599: `respond <status>`. */
export function respond(status: number): Directive {
  return directive("respond", [String(status)]);
}

/**
 * Sends every request on to another address: `redir <to> <status>`.
 *
 * @param to a URL; Caddy fills in `{host}` and `{uri}`.
 * @param status 308 keeps method and body for good.
 */
export function redirect(to: string, status = 308): Directive {
  return directive("redir", [to, String(status)]);
}

/** A global option of Caddy: `email`, `acme_ca`, `https_port`, … */
export function globalOption(name: string, value: string | number): Directive {
  return directive(name, [String(value)]);
}

function directive(name: string, args: readonly Argument[]): Directive {
  return { name, args, block: [] };
}
