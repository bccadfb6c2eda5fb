import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import {
  type Directive,
  directive,
  globalOption,
  placeholder,
  respond,
  type Site,
  site,
} from "../../labels";
import { wildcards } from "../../labels/values";
import { certificatesInput } from "../../schema/certificates";
import { secretGroup, secretText } from "../../schema/secret";
import { email, httpsUrl, strictObject, word } from "../../schema/values";

/** Directories of Let's Encrypt, for `Acme.ca`. */
export const AcmeCa = {
  Production: "https://acme-v02.api.letsencrypt.org/directory",
  /** Untrusted certificates, but generous limits: for trying out. */
  Staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
} as const;

/** External account binding (EAB): an account that some CAs require beside the one of ACME. */
export interface ExternalAccount {
  /** The key's id, from the CA. */
  keyId: string;
  /**
   * The key, base64url, from the CA. A secret: it is encrypted in the state and a file in the
   * proxy's container, and neither in labels nor in `docker inspect`.
   */
  macKey: pulumi.Input<string>;
}

/**
 * Proves a domain by a DNS record: for wildcards, and for hosts that the Internet can't reach.
 *
 * @example { provider: "cloudflare", token: config.requireSecret("dnsToken") }
 */
export interface DnsChallenge {
  /** Name of the provider; the proxy's image must have its module, `dns.providers.<name>`. */
  provider: string;
  /** The argument after the provider's name, mostly an API token. A secret, kept as `macKey` is. */
  token?: pulumi.Input<string>;
  /** Options of the module that are no secrets: `{ region: "eu-west-1" }`. */
  options?: Record<string, string>;
  /** Options of the module that are secrets, each kept as `macKey` is. */
  secrets?: Record<string, pulumi.Input<string>>;
}

/**
 * The ACME account under which Caddy requests certificates. A change replaces the container; a
 * change of a secret or of `caRoot` alone restarts a hardened one. See docs/certificates.md.
 */
export interface Acme {
  /** Where the CA writes about problems with a certificate. */
  email: string;
  /** URL of the CA's directory. Default: Caddy's, Let's Encrypt and, if that fails, ZeroSSL. */
  ca?: string;
  /**
   * The root certificate, PEM, of the CA that certifies the server of that directory, for an ACME
   * server of your own: `readFileSync("ca.pem", "utf8")`. It is a file in the proxy's container. Needs
   * `ca`. Default: the CAs that the image trusts.
   */
  caRoot?: pulumi.Input<string>;
  /** For CAs that require one, such as ZeroSSL; needs `ca`. Default: none. */
  externalAccount?: ExternalAccount;
  /** Default: the CA connects to the host itself, on ports 80 and 443. */
  dns?: DnsChallenge;
  /**
   * Domains with one certificate for all hosts directly below, `*.example.com`: services on those
   * hosts use it instead of one each, and other hosts there return an empty 404. Default: none.
   */
  wildcards?: string[];
}

const names = (example: string) => ({
  error: ({ code }: { code?: string }) =>
    code === "invalid_key"
      ? "is not the name of an option."
      : `must be an object such as ${example}.`,
});

/** @internal Checks {@link Acme}. */
export const acme = strictObject(
  "a setting of ACME",
  {
    email,
    ca: httpsUrl.optional(),
    caRoot: certificatesInput.optional(),
    externalAccount: secretGroup("a setting of an external account", {
      keyId: word,
      macKey: secretText,
    }).optional(),
    dns: secretGroup("a setting of the DNS challenge", {
      provider: word,
      token: secretText.optional(),
      options: z.record(word, word, names('{ region: "eu-west-1" }')).optional(),
      secrets: z.record(word, secretText, names("{ api_token: … }")).optional(),
    }).optional(),
    wildcards: wildcards.optional(),
  },
  'must be { email: "ops@example.com" }, with "ca" when it is not Let\'s Encrypt',
)
  .refine(({ ca, externalAccount }) => externalAccount === undefined || ca !== undefined, {
    path: ["ca"],
    error: "is needed where there is an externalAccount: the URL of its CA's directory",
  })
  .refine(({ ca, caRoot }) => caRoot === undefined || ca !== undefined, {
    path: ["ca"],
    error: "is needed where there is a caRoot: the URL of the directory that it certifies",
  })
  .refine(({ wildcards, dns }) => wildcards === undefined || dns !== undefined, {
    path: ["dns"],
    error: 'is needed where there are wildcards: { provider: "cloudflare", token: … }',
  }) satisfies z.ZodType<Acme>;

/** The folder of secrets in the proxy's container. */
const SECRETS = "/run/secrets";

/** The global options of an ACME account. */
export function acmeOptions(account: Acme | undefined): Directive[] {
  if (account === undefined) return [];
  const { ca, caRoot, externalAccount: external, dns } = account;
  return [
    ...(ca === undefined ? [] : [globalOption("acme_ca", ca)]),
    ...(caRoot === undefined ? [] : [globalOption("acme_ca_root", pathOf(CA_ROOT))]),
    globalOption("email", account.email),
    ...(dns === undefined ? [] : [dnsOption(dns)]),
    ...(external === undefined
      ? []
      : [
          directive(
            "acme_eab",
            [],
            [directive("key_id", [external.keyId]), directive("mac_key", [fromFile(MAC_KEY)])],
          ),
        ]),
  ];
}

/** Sites for which Caddy gets the wildcard certificates; they serve hosts that no service has. */
export function wildcardSites(account: Acme | undefined): Site[] {
  return (account?.wildcards ?? []).map((domain) => site([domain], respond(404)));
}

/** The secrets of an account, and its CA's root, as files of the proxy's container, by their paths. */
export function acmeSecrets(account: Acme | undefined): Record<string, pulumi.Output<string>> {
  const { caRoot, externalAccount, dns: { token, secrets = {} } = {} } = account ?? {};
  const given = {
    ...(caRoot !== undefined && { [CA_ROOT]: caRoot }),
    ...(externalAccount && { [MAC_KEY]: externalAccount.macKey }),
    ...(token !== undefined && { [TOKEN]: token }),
    ...Object.fromEntries(Object.entries(secrets).map(([key, value]) => [optionFile(key), value])),
  };
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [pathOf(name), pulumi.secret(value)]),
  );
}

/**
 * Whether an account's CA may certify names that public DNS lacks: any but Let's Encrypt, which is the
 * default. A CA of a company does.
 */
export function certifiesOwnNames(account: Acme | undefined): boolean {
  const known: readonly unknown[] = Object.values(AcmeCa);
  return account?.ca !== undefined && !known.includes(account.ca);
}

const CA_ROOT = "acme-ca-root";
const MAC_KEY = "acme-mac-key";
const TOKEN = "dns-token";

function optionFile(option: string): string {
  return `dns-option-${option}`;
}

function pathOf(name: string): string {
  return `${SECRETS}/${name}`;
}

/** Caddy reads the file itself, so labels and its configuration contain only the path. */
function fromFile(name: string): string {
  return placeholder(`file.${pathOf(name)}`);
}

function dnsOption({ provider, token, options = {}, secrets = {} }: DnsChallenge): Directive {
  const hidden = Object.fromEntries(
    Object.keys(secrets).map((key) => [key, fromFile(optionFile(key))]),
  );
  const rows = Object.entries({ ...options, ...hidden }).map(([key, value]) =>
    directive(key, [value]),
  );
  return directive("acme_dns", [provider, ...(token === undefined ? [] : [fromFile(TOKEN)])], rows);
}
