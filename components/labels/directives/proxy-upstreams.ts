import { type Grammar, takes, takesSome } from "../grammar/grammar";
import { isModule, namesModule } from "../grammar/modules";
import { duration, oneOf, port, quoted, text } from "../grammar/rules";
import { isPort, parseAddress } from "../model/address";
import type { Argument } from "../model/argument";
import { type Directive, directive, option } from "../model/directive";
import type { Duration } from "../model/units";

/** Upstreams that are looked up in DNS for the requests. */
export type DynamicUpstreams = DynamicA | DynamicSrv;

interface DynamicOptions {
  /** How long an answer is kept. Default: 1m. */
  readonly refresh?: Duration;
  readonly resolvers?: readonly string[];
  readonly dialTimeout?: Duration;
}

/** Every address of a name. */
export interface DynamicA extends DynamicOptions {
  readonly a: Argument;
  readonly port: number;
  readonly versions?: readonly ("ipv4" | "ipv6")[];
}

/** Every service of a name. */
export interface DynamicSrv extends DynamicOptions {
  readonly srv: Argument;
  readonly service?: string;
  readonly proto?: string;
  /** How long an old answer is used after a failed look-up. Default: not at all. */
  readonly gracePeriod?: Duration;
}

/** The subdirective of dynamic upstreams. */
export function dynamicDirectives(dynamic: DynamicUpstreams | undefined): Directive[] {
  if (dynamic === undefined) return [];
  const common = [
    ...option("refresh", dynamic.refresh),
    ...option("resolvers", dynamic.resolvers ?? []),
    ...option("dial_timeout", dynamic.dialTimeout),
  ];
  if ("a" in dynamic) {
    const versions = option("versions", dynamic.versions ?? []);
    return [directive("dynamic", ["a", dynamic.a, dynamic.port], [...common, ...versions])];
  }
  const own = [
    ...option("service", dynamic.service),
    ...option("proto", dynamic.proto),
    ...option("grace_period", dynamic.gracePeriod),
  ];
  return [directive("dynamic", ["srv", dynamic.srv], [...common, ...own])];
}

/**
 * The address of an upstream: `host:port`, `scheme://host:port` or `unix//path`. Placeholders may
 * stand in one without a scheme; Caddy fills them in for each request: `{file./run/shop}:8080`.
 */
export function upstreamAddress(value: string): string | undefined {
  if (value.startsWith("unix/")) return undefined;
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
  return host === "" ? `must have a host, ${got}.` : undefined;
}

const PLACEHOLDERS = /\{[^{}\s$]+\}/g;

/** The schemes of all upstreams of a proxy, which must agree. */
export function mixedSchemes(upstreams: readonly Argument[]): string | undefined {
  const schemes = new Set(upstreams.map(schemeOf).filter((scheme) => scheme !== undefined));
  if (schemes.size < 2) return undefined;
  return `must have upstreams of one scheme, got ${[...schemes].sort().join(" and ")}.`;
}

function schemeOf(upstream: Argument): string | undefined {
  if (typeof upstream === "string") return parseAddress(upstream).scheme ?? "http";
  if (!("template" in upstream) || !upstream.template.startsWith("upstreams")) return undefined;
  return /\b(https|h2c)\b/.exec(upstream.template)?.[1] ?? "http";
}

const NAMESPACE = "http.reverse_proxy.upstreams";

/** The grammar of this option. */
export const DYNAMIC: Grammar = namesModule(NAMESPACE, (name) => SOURCES[name]);

const LOOKED_UP: Grammar = {
  open: true,
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

const SOURCES: Readonly<Record<string, Grammar>> = {
  a: LOOKED_UP,
  srv: LOOKED_UP,
  multi: { others: isModule(NAMESPACE, (name) => SOURCES[name]) },
};
