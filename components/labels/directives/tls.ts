import type { Argument } from "../model/argument";
import { type Directive, directive, option } from "../model/directive";
import type { Duration } from "../model/units";

/** How a site gets its certificate: {@link internal}, {@link acme}, {@link files}, {@link dns}, … */
export interface Certificates {
  readonly args: readonly Argument[];
  readonly block: readonly Directive[];
}

/** A provider of DNS records, with its own options as the provider's module reads them. */
export interface DnsProvider {
  readonly provider: string;
  readonly args?: readonly Argument[];
  readonly options?: Readonly<Record<string, Argument>>;
}

/** How the DNS challenge waits for its record. */
export interface DnsChallengeOptions {
  readonly resolvers?: readonly string[];
  readonly propagationDelay?: Duration;
  readonly propagationTimeout?: Duration | "-1";
  readonly ttl?: Duration;
  readonly overrideDomain?: string;
}

/** How certificates are got by ACME. */
export interface AcmeOptions extends DnsChallengeOptions {
  /** The e-mail address of the account with the CA. */
  readonly email?: Argument;
  /** The URL of the CA's ACME directory. Default: Let's Encrypt, then ZeroSSL. */
  readonly ca?: Argument;
  /** A file of the proxy's container with the CA's root certificate. */
  readonly caRoot?: Argument;
  readonly externalAccount?: { readonly keyId: Argument; readonly macKey: Argument };
  /** Proves the domain by a DNS record, as a wildcard needs. */
  readonly dns?: string | DnsProvider;
}

/** TLS options other than the certificate's source. */
export interface TlsOptions {
  readonly protocols?: readonly ["tls1.2" | "tls1.3"] | readonly ["tls1.2", "tls1.3"];
  readonly ciphers?: readonly string[];
  readonly curves?: readonly string[];
  readonly alpn?: readonly ("http/1.1" | "h2" | "h3" | "acme-tls/1")[];
  readonly keyType?: "ed25519" | "p256" | "p384" | "rsa2048" | "rsa4096";
  readonly reusePrivateKeys?: boolean;
  readonly clientAuth?: ClientAuth;
}

/** Whose certificates clients must show. */
export interface ClientAuth {
  /** Default: require_and_verify. */
  readonly mode?: "request" | "require" | "verify_if_given" | "require_and_verify";
  /** Files of the proxy's container with the CAs to trust. */
  readonly trustedCaFiles?: readonly string[];
  /** Certificates of CAs to trust, base64 of their DER form. */
  readonly trustedCaCertificates?: readonly string[];
}

/** A certificate of Caddy's local CA. */
export function internal(): Certificates {
  return { args: ["internal"], block: [] };
}

/** A certificate got by ACME: `acme({ email: "ops@example.com" })`. */
export function acme(options: AcmeOptions = {}): Certificates {
  const { email, dns: provider, externalAccount: account } = options;
  const block = [
    ...option("ca", options.ca),
    ...option("ca_root", options.caRoot),
    ...(account === undefined ? [] : option("eab", [account.keyId, account.macKey])),
    ...(provider === undefined ? [] : [dnsDirective(provider)]),
    ...option("resolvers", options.resolvers ?? []),
    ...option("propagation_delay", options.propagationDelay),
    ...option("propagation_timeout", options.propagationTimeout),
    ...option("dns_ttl", options.ttl),
    ...option("dns_challenge_override_domain", options.overrideDomain),
  ];
  const nothing = email === undefined && block.length === 0;
  return nothing ? issuers(directive("acme")) : { args: email === undefined ? [] : [email], block };
}

/** A certificate got by ACME's DNS challenge: `dns("cloudflare", { args: ["{env.TOKEN}"] })`. */
export function dns(provider: string, options: Omit<DnsProvider, "provider"> = {}): Certificates {
  return acme({ dns: { provider, ...options } });
}

/** A certificate and its key in files of the proxy's container. */
export function files(certificate: Argument, key: Argument): Certificates {
  return { args: [certificate, key], block: [] };
}

/** Issuers with all their options, asked in this order: `issuers(directive("acme", …))`. */
export function issuers(...words: readonly [Directive, ...Directive[]]): Certificates {
  const block = words.map((word) => directive("issuer", [word.name, ...word.args], word.block));
  return { args: [], block };
}

/** Certificates got at the first request, if the global option `on_demand_tls` allows it. */
export function onDemand(base: Certificates = { args: [], block: [] }): Certificates {
  return { args: base.args, block: [...base.block, directive("on_demand")] };
}

/** How a site speaks TLS: `tls(internal())`, `tls(acme({ email }), { clientAuth: … })`. */
export function tls(certificates: Certificates | TlsOptions, options: TlsOptions = {}): Directive {
  if (!isCertificates(certificates)) return directive("tls", [], optionDirectives(certificates));
  return directive("tls", certificates.args, [...certificates.block, ...optionDirectives(options)]);
}

function isCertificates(value: Certificates | TlsOptions): value is Certificates {
  return "args" in value && "block" in value;
}

function dnsDirective(provider: string | DnsProvider): Directive {
  if (typeof provider === "string") return directive("dns", [provider]);
  const { provider: name, args = [], options = {} } = provider;
  const rows = Object.keys(options)
    .sort()
    .flatMap((key) => option(key, options[key]));
  return directive("dns", [name, ...args], rows);
}

function optionDirectives(options: TlsOptions): Directive[] {
  return [
    ...option("protocols", options.protocols ?? []),
    ...option("ciphers", options.ciphers ?? []),
    ...option("curves", options.curves ?? []),
    ...option("alpn", options.alpn ?? []),
    ...option("key_type", options.keyType),
    ...option("reuse_private_keys", options.reusePrivateKeys),
    ...clientAuthDirective(options.clientAuth),
  ];
}

function clientAuthDirective(auth: ClientAuth | undefined): Directive[] {
  if (auth === undefined) return [];
  const { mode, trustedCaFiles = [], trustedCaCertificates = [] } = auth;
  const pool = [
    ...(trustedCaFiles.length === 0 ? [] : option("trust_pool", ["file", ...trustedCaFiles])),
    ...(trustedCaCertificates.length === 0
      ? []
      : option("trust_pool", ["inline"], [directive("trust_der", trustedCaCertificates)])),
  ];
  return [directive("client_auth", [], [...option("mode", mode), ...pool])];
}
