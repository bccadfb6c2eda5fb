import { FLAG, type Grammar, takes, takesSome, text, type Words } from "../grammar/grammar";
import { cidr, duration, oneOf } from "../grammar/rules";
import type { Duration } from "../model/argument";
import { blockOption, type Directive, directive, optionsOf } from "../model/directive";

/** Names and addresses of a policy. */
export interface AcmeNames {
  readonly domains?: readonly string[];
  /** CIDR ranges. */
  readonly ipRanges?: readonly string[];
}

/** Options of an ACME server. */
export interface AcmeServerOptions {
  /** The id of the CA. Default: `local`. */
  readonly ca?: string;
  /** Lifetime of the certificates. Default: 12h. */
  readonly lifetime?: Duration;
  /** DNS servers, `host:port`. Default: the container's. */
  readonly resolvers?: readonly string[];
  /** Default: all. */
  readonly challenges?: readonly ("http-01" | "dns-01" | "tls-alpn-01")[];
  /** Whether the root signs certificates, not the intermediate one. Default: false. */
  readonly signWithRoot?: boolean;
  /** Whether there are certificates for wildcards. Default: false. */
  readonly allowWildcardNames?: boolean;
  /** What there are certificates for. Default: all. */
  readonly allow?: AcmeNames;
  /** What there are no certificates for. Default: nothing. */
  readonly deny?: AcmeNames;
}

/** Serves ACME for Caddy's own CA, below `/acme/`; leaves other requests to the next directive. */
export function acmeServer({
  allow = {},
  deny = {},
  ...options
}: AcmeServerOptions = {}): Directive {
  return directive(
    "acme_server",
    [],
    [
      ...optionsOf(options),
      ...blockOption("allow", optionsOf(allow)),
      ...blockOption("deny", optionsOf(deny)),
    ],
  );
}

const NAMES: Grammar = {
  needsBlock: true,
  block: { domains: takesSome(text), ip_ranges: takesSome(cidr) },
};

export const ACME_SERVER: Words = {
  acme_server: {
    matcher: "any",
    block: {
      ca: takes(text),
      lifetime: takes(duration),
      resolvers: takesSome(text),
      challenges: { rest: oneOf("http-01", "dns-01", "tls-alpn-01") },
      allow_wildcard_names: FLAG,
      allow: NAMES,
      deny: NAMES,
      sign_with_root: FLAG,
    },
  },
};
