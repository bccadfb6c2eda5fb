import {
  FLAG,
  type Grammar,
  namesModule,
  takes,
  takesSome,
  text,
  type Words,
} from "../grammar/grammar";
import { duration, integer, oneOf, size } from "../grammar/rules";
import type { Argument, Duration, Size } from "../model/argument";
import { type Directive, directive, option, optionsOf } from "../model/directive";
import { sortedEntries } from "../model/matcher";
import { CA_POOL } from "./tls-grammar";

/** How the proxy speaks HTTP to its upstreams. */
export interface HttpTransport {
  /** To connect. Default: 3s. */
  readonly dialTimeout?: Duration;
  /** How long the proxy waits for IPv6 before it tries IPv4, too. Default: 300ms. */
  readonly dialFallbackDelay?: Duration;
  /** To receive the headers of a response. Default: none. */
  readonly responseHeaderTimeout?: Duration;
  /** To receive a 100 after `Expect: 100-continue`. Default: none. */
  readonly expectContinueTimeout?: Duration;
  /** To read the next part of a response. Default: none. */
  readonly readTimeout?: Duration;
  /** To write the next part of a request. Default: none. */
  readonly writeTimeout?: Duration;
  /** Default: 4KiB. */
  readonly readBuffer?: Size;
  /** Default: 4KiB. */
  readonly writeBuffer?: Size;
  /** The largest headers of a response. Default: 10MiB. */
  readonly maxResponseHeader?: Size;
  /** How long the proxy keeps an idle connection; `off` closes it at once. Default: 2m. */
  readonly keepalive?: Duration | "off";
  /** The interval of TCP keepalive probes. Default: 30s. */
  readonly keepaliveInterval?: Duration;
  /** Idle connections to all upstreams. Default: no limit. */
  readonly keepaliveIdleConns?: number;
  /** Idle connections to each upstream. Default: 32. */
  readonly keepaliveIdleConnsPerHost?: number;
  /** Connections to each upstream. Default: no limit. */
  readonly maxConnsPerHost?: number;
  /** Versions of HTTP. Default: 1.1 and 2. */
  readonly versions?: readonly ("1.1" | "2" | "h2c" | "3")[];
  /** Default: on. */
  readonly compression?: "off";
  /** Sends the client's address with the PROXY protocol. Default: off. */
  readonly proxyProtocol?: "v1" | "v2";
  /** DNS servers for the upstreams' names. Default: the container's. */
  readonly resolvers?: readonly string[];
  /** The IP address that connections come from. */
  readonly localAddress?: string;
  /** Connects with TLS. Default: by the scheme of the upstreams. */
  readonly tls?: boolean | TransportTls;
}

/** How the proxy speaks TLS to its upstreams. */
export interface TransportTls {
  /** The host name that the proxy requests and verifies. Default: the upstream's host. */
  readonly serverName?: Argument;
  /** Accepts any certificate, which makes the connection insecure. Default: false. */
  readonly insecureSkipVerify?: boolean;
  /** For the handshake. Default: 10s. */
  readonly timeout?: Duration;
  /** Files in the proxy's container with CAs to trust. Default: the system's CAs. */
  readonly trustedCaFiles?: readonly string[];
  /** Files in the proxy's container with its own certificate and key. Default: none. */
  readonly clientCertificate?: readonly [certificate: string, key: string];
  /** Default: never. */
  readonly renegotiation?: "never" | "once" | "freely";
  /** Ports that the proxy connects to without TLS. Default: none. */
  readonly exceptPorts?: readonly number[];
}

/** How the proxy speaks to its upstreams. */
export type Transport = HttpTransport | FastCgiTransport;

/** FastCGI, for PHP. */
export interface FastCgiTransport {
  readonly fastcgi: {
    /** A folder in the upstream's container. Default: the site's `root`. */
    readonly root?: Argument;
    /** Where the path of a script ends. Default: `.php`. */
    readonly split?: readonly string[];
    /** Additional variables of the environment. */
    readonly env?: Readonly<Record<string, string>>;
    readonly dialTimeout?: Duration;
    readonly readTimeout?: Duration;
    readonly writeTimeout?: Duration;
  };
}

/** The subdirective of a transport. */
export function transportDirectives(transport: Transport | undefined): Directive[] {
  if (transport === undefined) return [];
  if ("fastcgi" in transport) {
    const { env = {}, ...others } = transport.fastcgi;
    const variables = sortedEntries(env).map((entry) => directive("env", entry));
    return [directive("transport", ["fastcgi"], [...optionsOf(others), ...variables])];
  }
  const { tls, ...others } = transport;
  return [directive("transport", ["http"], [...optionsOf(others), ...tlsDirectives(tls)])];
}

function tlsDirectives(tls: HttpTransport["tls"]): Directive[] {
  if (typeof tls !== "object") return option("tls", tls);
  const { trustedCaFiles = [], clientCertificate, ...others } = tls;
  return [
    directive("tls"),
    ...optionsOf(others, "tls_"),
    ...option("tls_trust_pool", trustedCaFiles.length === 0 ? [] : ["file", ...trustedCaFiles]),
    ...option("tls_client_auth", clientCertificate),
  ];
}

const OPTIONS: Words = {
  read_buffer: takes(size),
  write_buffer: takes(size),
  max_response_header: takes(size),
  dial_timeout: takes(duration),
  dial_fallback_delay: takes(duration),
  response_header_timeout: takes(duration),
  expect_continue_timeout: takes(duration),
  read_timeout: takes(duration),
  write_timeout: takes(duration),
  keepalive: takes((value) => (value === "off" ? undefined : duration(value))),
  keepalive_interval: takes(duration),
  keepalive_idle_conns: takes(integer(0)),
  keepalive_idle_conns_per_host: takes(integer(0)),
  max_conns_per_host: takes(integer(0)),
  versions: takesSome(oneOf("1.1", "2", "h2c", "3")),
  compression: takes(oneOf("off")),
  proxy_protocol: takes(oneOf("v1", "v2")),
  resolvers: takesSome(text),
  local_address: takes(text),
  forward_proxy_url: takes(text),
  network_proxy: namesModule("caddy.network_proxy"),
  tls: FLAG,
  tls_server_name: takes(text),
  tls_insecure_skip_verify: FLAG,
  tls_timeout: takes(duration),
  tls_trust_pool: CA_POOL,
  tls_trusted_ca_certs: takesSome(text),
  tls_client_auth: { args: [text], optional: [text] },
  tls_curves: takesSome(text),
  tls_renegotiation: takes(oneOf("never", "once", "freely")),
  tls_except_ports: takesSome(integer(1, 65535)),
  root: takes(text),
  split: takesSome(text),
  env: takes(text, text),
  resolve_root_symlink: FLAG,
  capture_stderr: FLAG,
};

/** The transports, with the options of both in one block. */
export const TRANSPORT: Grammar = {
  ...namesModule("http.reverse_proxy.transport", (name) =>
    name === "http" || name === "fastcgi" ? { block: OPTIONS } : undefined,
  ),
  check: ({ args: [name, ...others] }) =>
    (name === "http" || name === "fastcgi") && others.length > 0
      ? `must have at most 1 argument, got ${others.length + 1}.`
      : undefined,
};
