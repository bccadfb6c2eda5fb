import type { Argument } from "../model/argument";
import { type Directive, directive, option } from "../model/directive";
import type { Duration, Size } from "../model/units";

/** How the proxy speaks HTTP to its upstreams. */
export interface HttpTransport {
  /** Default: 3s. */
  readonly dialTimeout?: Duration;
  /** Default: 300ms. */
  readonly dialFallbackDelay?: Duration;
  /** Default: none. */
  readonly responseHeaderTimeout?: Duration;
  readonly expectContinueTimeout?: Duration;
  readonly readTimeout?: Duration;
  readonly writeTimeout?: Duration;
  readonly readBuffer?: Size;
  readonly writeBuffer?: Size;
  readonly maxResponseHeader?: Size;
  /** How long an idle connection is kept; `off` for not at all. Default: 2m. */
  readonly keepalive?: Duration | "off";
  readonly keepaliveInterval?: Duration;
  readonly keepaliveIdleConns?: number;
  readonly keepaliveIdleConnsPerHost?: number;
  readonly maxConnsPerHost?: number;
  readonly versions?: readonly ("1.1" | "2" | "h2c" | "3")[];
  /** Default: on. */
  readonly compression?: "off";
  readonly proxyProtocol?: "v1" | "v2";
  readonly resolvers?: readonly string[];
  readonly localAddress?: string;
  /** Connects with TLS. Default: by the scheme of the upstreams. */
  readonly tls?: boolean | TransportTls;
}

/** How the proxy speaks TLS to its upstreams. */
export interface TransportTls {
  /** The name to ask for and to check. Default: the upstream's host. */
  readonly serverName?: Argument;
  readonly insecureSkipVerify?: boolean;
  /** Default: 10s. */
  readonly timeout?: Duration;
  /** Files of certificates to trust, in the proxy's container. */
  readonly trustedCaFiles?: readonly string[];
  /** Certificate and key to show, as files of the proxy's container. */
  readonly clientCertificate?: readonly [certificate: string, key: string];
  readonly renegotiation?: "never" | "once" | "freely";
  readonly exceptPorts?: readonly number[];
}

/** A transport with its options. */
export type Transport = HttpTransport | FastCgiTransport;

/** FastCGI, for PHP. */
export interface FastCgiTransport {
  readonly fastcgi: {
    /** Default: the site's root. The folder is one of the upstream's container. */
    readonly root?: Argument;
    /** Default: `.php`. */
    readonly split?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly dialTimeout?: Duration;
    readonly readTimeout?: Duration;
    readonly writeTimeout?: Duration;
  };
}

/** The subdirective of a transport. */
export function transportDirectives(transport: Transport | undefined): Directive[] {
  if (transport === undefined) return [];
  if ("fastcgi" in transport) return [fastCgiDirective(transport.fastcgi)];
  const block = [...plainDirectives(transport), ...tlsDirectives(transport.tls)];
  return [directive("transport", ["http"], block)];
}

function plainDirectives(transport: HttpTransport): Directive[] {
  return [
    ...option("dial_timeout", transport.dialTimeout),
    ...option("dial_fallback_delay", transport.dialFallbackDelay),
    ...option("response_header_timeout", transport.responseHeaderTimeout),
    ...option("expect_continue_timeout", transport.expectContinueTimeout),
    ...option("read_timeout", transport.readTimeout),
    ...option("write_timeout", transport.writeTimeout),
    ...option("read_buffer", transport.readBuffer),
    ...option("write_buffer", transport.writeBuffer),
    ...option("max_response_header", transport.maxResponseHeader),
    ...option("keepalive", transport.keepalive),
    ...option("keepalive_interval", transport.keepaliveInterval),
    ...option("keepalive_idle_conns", transport.keepaliveIdleConns),
    ...option("keepalive_idle_conns_per_host", transport.keepaliveIdleConnsPerHost),
    ...option("max_conns_per_host", transport.maxConnsPerHost),
    ...option("versions", transport.versions ?? []),
    ...option("compression", transport.compression),
    ...option("proxy_protocol", transport.proxyProtocol),
    ...option("resolvers", transport.resolvers ?? []),
    ...option("local_address", transport.localAddress),
  ];
}

function tlsDirectives(tls: HttpTransport["tls"]): Directive[] {
  if (tls === undefined || tls === false) return [];
  if (tls === true) return [directive("tls")];
  const trusted = tls.trustedCaFiles ?? [];
  return [
    directive("tls"),
    ...option("tls_server_name", tls.serverName),
    ...option("tls_insecure_skip_verify", tls.insecureSkipVerify),
    ...option("tls_timeout", tls.timeout),
    ...option("tls_trust_pool", trusted.length === 0 ? [] : ["file", ...trusted]),
    ...option("tls_client_auth", tls.clientCertificate ?? []),
    ...option("tls_renegotiation", tls.renegotiation),
    ...option("tls_except_ports", tls.exceptPorts ?? []),
  ];
}

function fastCgiDirective(options: FastCgiTransport["fastcgi"]): Directive {
  const env = Object.entries(options.env ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return directive(
    "transport",
    ["fastcgi"],
    [
      ...option("root", options.root),
      ...option("split", options.split ?? []),
      ...env.map(([name, value]) => directive("env", [name, value])),
      ...option("dial_timeout", options.dialTimeout),
      ...option("read_timeout", options.readTimeout),
      ...option("write_timeout", options.writeTimeout),
    ],
  );
}
