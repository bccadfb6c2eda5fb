import {
  type Grammar,
  isModule,
  namesModule,
  takes,
  takesSome,
  text,
  type Words,
} from "../grammar/grammar";
import { duration, oneOf, port, quoted } from "../grammar/rules";
import { isPort, parseAddress } from "../model/address";
import type { Argument, Duration } from "../model/argument";
import { type Directive, directive, optionsOf } from "../model/directive";

/** Upstreams that Caddy looks up in DNS. */
export type DynamicUpstreams = DynamicA | DynamicSrv;

interface DynamicOptions {
  /** How long Caddy keeps an answer. Default: 1m. */
  readonly refresh?: Duration;
  /** DNS servers. Default: the container's. */
  readonly resolvers?: readonly string[];
  /** To connect to a DNS server. Default: none. */
  readonly dialTimeout?: Duration;
}

/** All addresses of a name. */
export interface DynamicA extends DynamicOptions {
  readonly a: Argument;
  readonly port: number;
  /** Default: both. */
  readonly versions?: readonly ("ipv4" | "ipv6")[];
}

/** All SRV records of a name. */
export interface DynamicSrv extends DynamicOptions {
  /** The name, or the domain of `service` and `proto`. */
  readonly srv: Argument;
  readonly service?: string;
  readonly proto?: string;
  /** How long Caddy uses an old answer after a failed look-up. Default: not at all. */
  readonly gracePeriod?: Duration;
}

/** The subdirective of dynamic upstreams. */
export function dynamicDirectives(dynamic: DynamicUpstreams | undefined): Directive[] {
  if (dynamic === undefined) return [];
  // Labels keep the order of this block, so it must not depend on the caller's.
  const { refresh, resolvers, dialTimeout } = dynamic;
  const common = { refresh, resolvers, dialTimeout };
  if ("a" in dynamic) {
    const block = optionsOf({ ...common, versions: dynamic.versions });
    return [directive("dynamic", ["a", dynamic.a, dynamic.port], block)];
  }
  const { srv, service, proto, gracePeriod } = dynamic;
  return [
    directive("dynamic", ["srv", srv], optionsOf({ ...common, service, proto, gracePeriod })),
  ];
}

/**
 * The address of an upstream: `host:port`, `scheme://host:port`, `unix//path` or `unix+h2c//path`. One without a scheme
 * may have placeholders, which Caddy fills in for each request: `{file./run/shop}:8080`.
 */
export function upstreamAddress(value: string): string | undefined {
  if (/^unix(\+h2c)?\//.test(value)) return undefined;
  const got = `got ${quoted(value)}`;
  const filled = value.replace(PLACEHOLDERS, "x");
  if (filled !== value && value.includes("://")) {
    return `must have no placeholder beside a scheme, ${got}. Drop the scheme.`;
  }
  const { scheme, host, port: given } = parseAddress(filled);
  if (scheme !== undefined && !["http", "https", "h2c"].includes(scheme)) {
    return `must have the scheme http, https or h2c, ${got}.`;
  }
  if (/[/?#\s]/.test(host)) return `must have no path, ${got}. Use rewrite for the path.`;
  if (given !== undefined && !isPort(given)) return `must have a port from 1 to 65535, ${got}.`;
  const other = scheme === "https" ? "80" : "443";
  if (scheme !== undefined && given === other) {
    return `must not have the scheme ${scheme} and the port ${other}, ${got}.`;
  }
  if (/^\d+$/.test(host))
    return `must have a host, ${got}. Write upstreams(${host}), {{upstreams ${host}}} in a label.`;
  return host === "" ? `must have a host, ${got}.` : undefined;
}

const PLACEHOLDERS = /\{[^{}\s$]+\}/g;

/** Checks that all upstreams of a proxy have one scheme. */
export function mixedSchemes(upstreams: readonly Argument[]): string | undefined {
  const schemes = new Set(upstreams.map(schemeOf).filter((scheme) => scheme !== undefined));
  if (schemes.size < 2) return undefined;
  return `must have upstreams of one scheme, got ${[...schemes].sort().join(" and ")}.`;
}

function schemeOf(upstream: Argument): string | undefined {
  if (typeof upstream === "string") {
    return upstream.startsWith("unix+h2c/") ? "h2c" : (parseAddress(upstream).scheme ?? "http");
  }
  if (!("template" in upstream) || !upstream.template.startsWith("upstreams")) return undefined;
  return /\b(https|h2c)\b/.exec(upstream.template)?.[1] ?? "http";
}

const NAMESPACE = "http.reverse_proxy.upstreams";

export const DYNAMIC: Grammar = namesModule(NAMESPACE, (name) => SOURCES[name]);

const LOOKED_UP: Grammar = {
  rest: text,
  block: {
    name: takes(text),
    port: takes(port),
    refresh: takes(duration),
    resolvers: takesSome(text),
    dial_timeout: takes(duration),
    dial_fallback_delay: takes(duration),
    versions: takesSome(oneOf("ipv4", "ipv6")),
    service: takes(text),
    proto: takes(text),
    grace_period: takes(duration),
  },
};

const SOURCES: Words = {
  a: LOOKED_UP,
  srv: LOOKED_UP,
  multi: { others: isModule(NAMESPACE, (name) => SOURCES[name]) },
};

/** Checks a template of the labelled container's addresses. */
export function upstreamTemplate(upstream: Argument): string | undefined {
  if (typeof upstream === "string" || !("template" in upstream)) return undefined;
  const [name, ...options] = upstream.template.split(/\s+/);
  if (name !== "upstreams") return undefined;
  const other = options.find((each) => !/^(http|https|h2c|-?\d+)$/.test(each));
  if (other !== undefined) {
    return `must have a scheme and a port in its template, got ${other}. Write upstreams(80, "http").`;
  }
  const scheme = options.find((option) => /^[a-z]/.test(option));
  const port = options.find((option) => /^[\d-]/.test(option));
  if (port !== undefined && !isPort(port)) {
    return `must have a port from 1 to 65535, got ${port}.`;
  }
  if (scheme === "https" && port === "80") return "must not have scheme https and port 80.";
  if (scheme !== "https" && port === "443" && scheme !== undefined) {
    return `must not have scheme ${scheme} and port 443. Write upstreams(443, "https").`;
  }
  return undefined;
}
