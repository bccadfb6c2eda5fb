import { type Grammar, takes, takesSome } from "../grammar/grammar";
import { text } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { type Directive, directive, option } from "../model/directive";
import { proxyDirectives, type ReverseProxyOptions } from "./reverse-proxy";
import { PROXY } from "./reverse-proxy-grammar";

/** The service that authorizes requests, and how the proxy calls it. */
export interface ForwardAuthOptions
  extends Omit<ReverseProxyOptions, "dynamic" | "method" | "rewrite"> {
  /** The service that decides: `host:port`. */
  readonly to: Argument;
  /** Path and query to ask for. */
  readonly uri: Argument;
  /** Fields of its answer to copy to the request; `From>To` for another name. */
  readonly copyHeaders?: readonly string[];
}

/** Lets a request pass only if another service authorizes it. */
export function forwardAuth(options: ForwardAuthOptions): Directive {
  const { to, uri, copyHeaders, ...proxy } = options;
  const fixed = typeof to === "string";
  return directive("forward_auth", fixed ? [to] : [], [
    ...(fixed ? [] : option("to", to)),
    ...option("uri", uri),
    ...option("copy_headers", copyHeaders ?? []),
    ...proxyDirectives({ ...proxy, to: undefined }),
  ]);
}

/** The grammar of these directives. */
export const FORWARD_AUTH: Readonly<Record<string, Grammar>> = {
  forward_auth: {
    ...PROXY,
    block: {
      ...PROXY.block,
      uri: takes(text),
      copy_headers: { ...takesSome(text), min: 0, others: { optional: [text] } },
    },
  },
};
