import { takes, text, type Words } from "../grammar/grammar";
import { oneOf } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { type Directive, directive, entries, option } from "../model/directive";
import { proxyDirectives, type ReverseProxyOptions } from "./reverse-proxy";
import { PROXY } from "./reverse-proxy-grammar";

const LOADED = /^\{(env|file)\.[^{}\s]+\}$/;
const BCRYPT = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;

/**
 * Requires a name and a password: `basicAuth({ bob: "$2a$14$…" })`.
 *
 * @param users names and the bcrypt hashes of their passwords, as `caddy hash-password` prints them,
 *   or a placeholder that Caddy reads when it loads its configuration: `{file./run/secrets/bob}`.
 * @param realm the name that browsers show. Default: `restricted`.
 */
export function basicAuth(users: Readonly<Record<string, Argument>>, realm?: string): Directive {
  return directive("basic_auth", realm === undefined ? [] : ["bcrypt", realm], entries(users));
}

/** The service that authorizes requests, and how the proxy calls it. */
export interface ForwardAuthOptions
  extends Omit<ReverseProxyOptions, "dynamic" | "method" | "rewrite"> {
  /** The address of that service: `host:port`. */
  readonly to: Argument;
  /** The path and query to request. */
  readonly uri: Argument;
  /** Headers of its response to copy to the request; `From>To` renames one. Default: none. */
  readonly copyHeaders?: readonly string[];
}

/** Passes on only those requests that another service authorizes. */
export function forwardAuth(options: ForwardAuthOptions): Directive {
  const { to, uri, copyHeaders, ...proxy } = options;
  const fixed = typeof to === "string";
  return directive("forward_auth", fixed ? [to] : [], [
    ...(fixed ? [] : option("to", to)),
    ...option("uri", uri),
    ...option("copy_headers", copyHeaders),
    ...proxyDirectives({ ...proxy, to: undefined }),
  ]);
}

export const AUTHENTICATION: Words = {
  basic_auth: {
    matcher: "any",
    optional: [oneOf("bcrypt"), text],
    needsBlock: true,
    others: takes((value) =>
      BCRYPT.test(value) || LOADED.test(value)
        ? undefined
        : "must be a bcrypt hash, got another string. Write what caddy hash-password prints.",
    ),
  },
  forward_auth: {
    ...PROXY,
    block: {
      ...PROXY.block,
      uri: takes(text),
      copy_headers: { rest: text, others: { optional: [text] } },
    },
  },
};
