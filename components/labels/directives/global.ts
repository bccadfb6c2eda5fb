import type { Argument } from "../model/argument";
import { byName, type Directive, directive, option } from "../model/directive";
import type { Duration, Size } from "../model/units";

/** Options of the whole proxy. */
export interface GlobalOptions {
  /** The e-mail address of the account with ACME CAs. */
  readonly email?: Argument;
  /** The URL of the ACME CA's directory. Default: Let's Encrypt, then ZeroSSL. */
  readonly acmeCa?: Argument;
  readonly acmeCaRoot?: Argument;
  /** The DNS provider of every site's challenge, and its arguments. */
  readonly acmeDns?: readonly [provider: string, ...args: Argument[]];
  /** Certificates of Caddy's local CA for every site. */
  readonly localCerts?: boolean;
  readonly skipInstallTrust?: boolean;
  /** Default: 80. */
  readonly httpPort?: number;
  /** Default: 443. */
  readonly httpsPort?: number;
  readonly defaultBind?: readonly Argument[];
  readonly defaultSni?: string;
  readonly fallbackSni?: string;
  readonly autoHttps?: "off" | "disable_redirects" | "disable_certs" | "ignore_loaded_certs";
  readonly admin?: "off" | Argument;
  readonly debug?: boolean;
  /** How long a reload lets requests finish. Default: for ever. */
  readonly gracePeriod?: Duration;
  readonly shutdownDelay?: Duration;
  readonly keyType?: "ed25519" | "p256" | "p384" | "rsa2048" | "rsa4096";
  /** The address that is asked whether a name may have a certificate at its first request. */
  readonly onDemandAsk?: Argument;
  /** Counts requests, for the directive `metrics`. */
  readonly metrics?: boolean | { readonly perHost: boolean };
  readonly servers?: ServerOptions;
}

/** Options of the proxy's servers. */
export interface ServerOptions {
  /** Peers whose word about the client is believed. */
  readonly trustedProxies?: readonly string[];
  readonly clientIpHeaders?: readonly string[];
  readonly protocols?: readonly ("h1" | "h2" | "h2c" | "h3")[];
  readonly maxHeaderSize?: Size;
  readonly keepaliveInterval?: Duration;
  readonly timeouts?: {
    readonly readBody?: Duration;
    readonly readHeader?: Duration;
    readonly write?: Duration;
    readonly idle?: Duration;
  };
}

/** Global options as directives, for `Routing.global`. */
export function globalOptions(options: GlobalOptions): readonly Directive[] {
  return byName([
    ...option("email", options.email),
    ...option("acme_ca", options.acmeCa),
    ...option("acme_ca_root", options.acmeCaRoot),
    ...option("acme_dns", options.acmeDns ?? []),
    ...option("local_certs", options.localCerts),
    ...option("skip_install_trust", options.skipInstallTrust),
    ...option("http_port", options.httpPort),
    ...option("https_port", options.httpsPort),
    ...option("default_bind", options.defaultBind ?? []),
    ...option("default_sni", options.defaultSni),
    ...option("fallback_sni", options.fallbackSni),
    ...option("auto_https", options.autoHttps),
    ...option("admin", options.admin),
    ...option("debug", options.debug),
    ...option("grace_period", options.gracePeriod),
    ...option("shutdown_delay", options.shutdownDelay),
    ...option("key_type", options.keyType),
    ...blockOf("on_demand_tls", option("ask", options.onDemandAsk)),
    ...metricsDirective(options.metrics),
    ...serverDirectives(options.servers),
  ]);
}

/** A global option by its name: `globalOption("email", "ops@example.com")`. */
export function globalOption(name: string, ...args: readonly (Argument | number)[]): Directive {
  return directive(name, args);
}

function metricsDirective(metrics: GlobalOptions["metrics"]): Directive[] {
  if (typeof metrics !== "object") return option("metrics", metrics);
  return [directive("metrics", [], option("per_host", metrics.perHost))];
}

function serverDirectives(servers: ServerOptions | undefined): Directive[] {
  if (servers === undefined) return [];
  const { trustedProxies = [], timeouts = {} } = servers;
  return blockOf("servers", [
    ...option("trusted_proxies", trustedProxies.length === 0 ? [] : ["static", ...trustedProxies]),
    ...option("client_ip_headers", servers.clientIpHeaders ?? []),
    ...option("protocols", servers.protocols ?? []),
    ...option("max_header_size", servers.maxHeaderSize),
    ...option("keepalive_interval", servers.keepaliveInterval),
    ...blockOf("timeouts", [
      ...option("read_body", timeouts.readBody),
      ...option("read_header", timeouts.readHeader),
      ...option("write", timeouts.write),
      ...option("idle", timeouts.idle),
    ]),
  ]);
}

function blockOf(name: string, block: readonly Directive[]): Directive[] {
  return block.length === 0 ? [] : [directive(name, [], block)];
}
