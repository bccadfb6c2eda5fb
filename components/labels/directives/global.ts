import type { Argument, Duration, Size } from "../model/argument";
import {
  blockOption,
  byName,
  type Directive,
  directive,
  option,
  optionsOf,
} from "../model/directive";

/** Options of the whole proxy. */
export interface GlobalOptions {
  /** The e-mail address of the account with ACME CAs. Default: none. */
  readonly email?: Argument;
  /** The URL of the ACME CA's directory. Default: Let's Encrypt, then ZeroSSL. */
  readonly acmeCa?: Argument;
  /** A file in the proxy's container with the ACME CA's root certificate. */
  readonly acmeCaRoot?: Argument;
  /** The DNS provider for the challenges of all sites, and its arguments. Default: none. */
  readonly acmeDns?: readonly [provider: string, ...args: Argument[]];
  /** Whether all sites get certificates of Caddy's local CA. Default: false. */
  readonly localCerts?: boolean;
  /** Keeps Caddy from installing its root certificate in its container. Default: false. */
  readonly skipInstallTrust?: boolean;
  /** Default: 80. */
  readonly httpPort?: number;
  /** Default: 443. */
  readonly httpsPort?: number;
  /** The addresses that sites without `bind` listen on. Default: all. */
  readonly defaultBind?: readonly Argument[];
  /** The host name of TLS connections that request none. */
  readonly defaultSni?: string;
  /** The host name of TLS connections that request one without a certificate. */
  readonly fallbackSni?: string;
  /** Turns automatic HTTPS, or a part of it, off. */
  readonly autoHttps?: "off" | "disable_redirects" | "disable_certs" | "ignore_loaded_certs";
  /** The address of Caddy's admin API. Default: localhost:2019. */
  readonly admin?: "off" | Argument;
  /** Whether Caddy logs at level DEBUG. Default: false. */
  readonly debug?: boolean;
  /** How long requests may take to complete after a reload. Default: no limit. */
  readonly gracePeriod?: Duration;
  /** How long Caddy goes on serving before it shuts down. Default: not at all. */
  readonly shutdownDelay?: Duration;
  /** The type of the keys of certificates. Default: p256. */
  readonly keyType?: "ed25519" | "p256" | "p384" | "rsa2048" | "rsa4096";
  /** The URL that Caddy requests before it gets a certificate on demand. */
  readonly onDemandAsk?: Argument;
  /**
   * Counts requests, for the directive `metrics`; `perHost` counts each host's, and `otlp` also sends the
   * counts by OpenTelemetry, which the proxy's environment configures. Default: false.
   */
  readonly metrics?: boolean | { readonly perHost?: boolean; readonly otlp?: boolean };
  readonly servers?: ServerOptions;
}

/** Options of the proxy's servers. */
export interface ServerOptions {
  /** CIDR ranges of proxies whose X-Forwarded headers Caddy trusts. Default: none. */
  readonly trustedProxies?: readonly string[];
  /** Whether Caddy reads those headers from right to left, up to the first other address. Default: false. */
  readonly trustedProxiesStrict?: boolean;
  /** Headers with the client's IP address. Default: X-Forwarded-For. */
  readonly clientIpHeaders?: readonly string[];
  /** Default: h1, h2 and h3. */
  readonly protocols?: readonly ("h1" | "h2" | "h2c" | "h3")[];
  /** The largest headers of a request. Default: 1MB. */
  readonly maxHeaderSize?: Size;
  /** The interval of TCP keepalive probes. Default: 15s. */
  readonly keepaliveInterval?: Duration;
  /** Timeouts of requests and of idle connections. */
  readonly timeouts?: {
    readonly readBody?: Duration;
    /** The longest pause in a request's body. */
    readonly readBodyIdle?: Duration;
    readonly readHeader?: Duration;
    readonly write?: Duration;
    /** The longest pause in a response. */
    readonly writeIdle?: Duration;
    readonly idle?: Duration;
  };
}

/** Global options as directives, for `Routing.global`. */
export function globalOptions(options: GlobalOptions): readonly Directive[] {
  const { onDemandAsk, metrics, servers = {}, ...others } = options;
  const { trustedProxies = [], timeouts = {}, ...serverOptions } = servers;
  const ranges = trustedProxies.length === 0 ? [] : ["static", ...trustedProxies];
  return byName([
    ...optionsOf(others),
    ...blockOption("on_demand_tls", option("ask", onDemandAsk)),
    ...(typeof metrics === "object"
      ? [directive("metrics", [], optionsOf(metrics))]
      : option("metrics", metrics)),
    ...blockOption("servers", [
      ...option("trusted_proxies", ranges),
      ...optionsOf(serverOptions),
      ...blockOption("timeouts", optionsOf(timeouts)),
    ]),
  ]);
}

/** A global option by its name: `globalOption("email", "ops@example.com")`. */
export function globalOption(name: string, ...args: readonly (Argument | number)[]): Directive {
  return directive(name, args);
}
