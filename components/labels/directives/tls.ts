import type { Argument, Duration } from "../model/argument";
import { type Directive, directive, entries, option, optionsOf } from "../model/directive";

/** How a site gets its certificate: {@link internal}, {@link acme}, {@link files}, {@link dns}, … */
export interface Certificates {
  readonly args: readonly Argument[];
  readonly block: readonly Directive[];
}

/** A provider of DNS records. */
export interface DnsProvider {
  /** The name of its module in `dns.providers`. */
  readonly provider: string;
  /** Arguments that the module takes. Default: none. */
  readonly args?: readonly Argument[];
  /** Options that the module takes. Default: none. */
  readonly options?: Readonly<Record<string, Argument>>;
}

/** Options of the DNS challenge. */
export interface DnsChallengeOptions {
  /** DNS servers that Caddy looks the record up at. Default: the container's. */
  readonly resolvers?: readonly string[];
  /** How long Caddy waits before it looks the record up. Default: 0s. */
  readonly propagationDelay?: Duration;
  /** How long Caddy looks the record up; -1 skips the look-up. Default: 2m. */
  readonly propagationTimeout?: Duration | "-1";
  /** The TTL of the record. Default: the provider's. */
  readonly ttl?: Duration;
  /** The domain of the record, where the site's delegates its challenges. */
  readonly overrideDomain?: string;
}

/** How Caddy gets a certificate by ACME. */
export interface AcmeOptions extends DnsChallengeOptions {
  /** The e-mail address of the account with the CA. Default: the global option's. */
  readonly email?: Argument;
  /** The URL of the CA's ACME directory. Default: Let's Encrypt, then ZeroSSL. */
  readonly ca?: Argument;
  /** A file in the proxy's container with the CA's root certificate. Default: the system's CAs. */
  readonly caRoot?: Argument;
  /** The external account binding that some CAs require. */
  readonly externalAccount?: { readonly keyId: Argument; readonly macKey: Argument };
  /** Proves the domain by a DNS record, which a wildcard requires. */
  readonly dns?: string | DnsProvider;
}

/** TLS options other than the certificate's source. */
export interface TlsOptions {
  /** The lowest and the highest version. Default: both. */
  readonly protocols?: readonly ["tls1.2" | "tls1.3"] | readonly ["tls1.2", "tls1.3"];
  /** Cipher suites of TLS 1.2, the preferred one first. Default: Caddy's. */
  readonly ciphers?: readonly string[];
  /** Elliptic curves, the preferred one first. Default: Caddy's. */
  readonly curves?: readonly string[];
  /** Protocols that the server offers. Default: h2 and http/1.1. */
  readonly alpn?: readonly ("http/1.1" | "h2" | "h3" | "acme-tls/1")[];
  /** The type of the certificate's key. Default: p256. */
  readonly keyType?: "ed25519" | "p256" | "p384" | "rsa2048" | "rsa4096";
  /** Whether a renewed certificate keeps its key. Default: false. */
  readonly reusePrivateKeys?: boolean;
  /** The certificates that clients must present. Default: none. */
  readonly clientAuth?: ClientAuth;
}

/** The certificates that clients must present. */
export interface ClientAuth {
  /** Default: require_and_verify. */
  readonly mode?: "request" | "require" | "verify_if_given" | "require_and_verify";
  /** Files in the proxy's container with CAs to trust. */
  readonly trustedCaFiles?: readonly string[];
  /** Certificates of CAs to trust, base64 of their DER form. */
  readonly trustedCaCertificates?: readonly string[];
}

/** A certificate of Caddy's local CA. */
export function internal(): Certificates {
  return { args: ["internal"], block: [] };
}

/** A certificate that Caddy gets by ACME: `acme({ email: "ops@example.com" })`. */
export function acme(options: AcmeOptions = {}): Certificates {
  const { email, dns: provider, externalAccount, ttl, overrideDomain, ...others } = options;
  const account = externalAccount && [externalAccount.keyId, externalAccount.macKey];
  const block = [
    ...optionsOf(others),
    ...option("eab", account),
    ...(provider === undefined ? [] : [dnsDirective(provider)]),
    ...option("dns_ttl", ttl),
    ...option("dns_challenge_override_domain", overrideDomain),
  ];
  const nothing = email === undefined && block.length === 0;
  return nothing ? issuers(directive("acme")) : { args: email === undefined ? [] : [email], block };
}

/** A certificate by ACME's DNS challenge: `dns("cloudflare", { args: ["{env.TOKEN}"] })`. */
export function dns(provider: string, options: Omit<DnsProvider, "provider"> = {}): Certificates {
  return acme({ dns: { provider, ...options } });
}

/** A certificate and its key in files of the proxy's container. */
export function files(certificate: Argument, key: Argument): Certificates {
  return { args: [certificate, key], block: [] };
}

/** Issuers with their options, which Caddy tries in this order: `issuers(directive("acme", …))`. */
export function issuers(...words: readonly [Directive, ...Directive[]]): Certificates {
  const block = words.map((word) => directive("issuer", [word.name, ...word.args], word.block));
  return { args: [], block };
}

/** Certificates that Caddy gets at the first request, if the option `on_demand_tls` allows it. */
export function onDemand(base: Certificates = { args: [], block: [] }): Certificates {
  return { args: base.args, block: [...base.block, directive("on_demand")] };
}

/** How a site serves TLS: `tls(internal())`, `tls(acme({ email }), { clientAuth: … })`. */
export function tls(certificates: Certificates | TlsOptions, options: TlsOptions = {}): Directive {
  if (!isCertificates(certificates)) return tls({ args: [], block: [] }, certificates);
  const { clientAuth, ...others } = options;
  return directive("tls", certificates.args, [
    ...certificates.block,
    ...optionsOf(others),
    ...(clientAuth === undefined ? [] : [clientAuthDirective(clientAuth)]),
  ]);
}

function isCertificates(value: Certificates | TlsOptions): value is Certificates {
  return "args" in value && "block" in value;
}

function dnsDirective(provider: string | DnsProvider): Directive {
  if (typeof provider === "string") return directive("dns", [provider]);
  const { provider: name, args = [], options } = provider;
  return directive("dns", [name, ...args], entries(options));
}

function clientAuthDirective(auth: ClientAuth): Directive {
  const { mode, trustedCaFiles = [], trustedCaCertificates } = auth;
  return directive(
    "client_auth",
    [],
    [
      ...option("mode", mode),
      ...(trustedCaFiles.length === 0 ? [] : option("trust_pool", ["file", ...trustedCaFiles])),
      ...option("trust_der", trustedCaCertificates).map((der) =>
        directive("trust_pool", ["inline"], [der]),
      ),
    ],
  );
}
