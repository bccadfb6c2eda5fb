import { z } from "zod";
import { type Directive, globalOption } from "./labels";
import { email, httpsUrl, oneOf } from "./schemas";

/** Where the certificate of a site comes from. */
export const TlsMode = {
  /** Caddy's own local authority: for development, and for hosts no public authority knows. */
  Internal: "internal",
  /** A public authority, by ACME: the host must be reachable from the Internet. */
  Acme: "acme",
  /** No certificate: plain http. */
  Off: "off",
} as const;
export type TlsMode = (typeof TlsMode)[keyof typeof TlsMode];

/** Let's Encrypt's directories, for `Acme.ca`. */
export const AcmeCa = {
  Production: "https://acme-v02.api.letsencrypt.org/directory",
  /** Untrusted certificates, but generous limits: for trying out. */
  Staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
} as const;

/** The ACME account under which certificates are asked for. */
export interface Acme {
  /** Where the authority writes when something is wrong with a certificate. */
  email: string;
  /** URL of the authority's directory. Default: Caddy's, Let's Encrypt with ZeroSSL behind it. */
  ca?: string;
}

export const tlsMode = oneOf(TlsMode);

/** Checks {@link Acme}. */
export const acme = z.strictObject(
  { email, ca: httpsUrl.optional() },
  { error: 'must be { email: "ops@example.com" }, with "ca" when it is not Let\'s Encrypt' },
) satisfies z.ZodType<Acme>;

/** The global options of an ACME account. */
export function acmeOptions(account: Acme | undefined): Directive[] {
  if (account === undefined) return [];
  const ca = account.ca === undefined ? [] : [globalOption("acme_ca", account.ca)];
  return [...ca, globalOption("email", account.email)];
}
