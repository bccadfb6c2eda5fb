import { type Directive, handle, route as inOrder, requestHeader, when } from "../../labels";
import { keptHeaders } from "./headers";

/** A part of a client's certificate. */
export const CertificateField = {
  /** Its subject, such as `CN=alice,O=Example`. */
  Subject: "subject",
  /** The subject of the CA that signed it. */
  Issuer: "issuer",
  /** Its serial number, decimal. */
  Serial: "serial",
  /** SHA-256 of the certificate, hexadecimal. */
  Fingerprint: "fingerprint",
  /** SHA-256 of its public key, hexadecimal, which a renewed certificate may keep. */
  PublicKey: "public_key_sha256",
  /** The whole certificate, base64 of its DER form. */
  Certificate: "certificate_der_base64",
  /** Its first DNS name; empty where it has none. */
  DnsName: "san.dns_names.0",
  /** Its first e-mail address; empty where it has none. */
  Email: "san.emails.0",
  /** Its first URI, such as a SPIFFE id; empty where it has none. */
  Uri: "san.uris.0",
} as const;
export type CertificateField = (typeof CertificateField)[keyof typeof CertificateField];

/** How requests name the owner of the client's certificate. */
export interface Identity {
  /** Headers, and the part of the certificate that each has. */
  readonly headers: Readonly<Record<string, CertificateField>>;
  /** Whether a client may have no certificate. */
  readonly optional: boolean;
}

/**
 * The directives of a route, after those that set the headers of the client's identity. They run before all
 * others, so that neither the service nor a `forwardAuth` sees such a header of the client's own, and the
 * service always gets them.
 */
export function identified(
  identity: Identity | undefined,
  directives: readonly [Directive, ...Directive[]],
): readonly [Directive, ...Directive[]] {
  const { headers = {}, optional = false } = identity ?? {};
  const names = Object.keys(headers).sort();
  const [first, ...removals] = requestHeader({ replace: keptHeaders(names), remove: names });
  if (first === undefined) return directives;
  const values = names.map((name) => [name, placeholderOf(headers[name] ?? "")]);
  const settings = requestHeader({ set: Object.fromEntries(values) });
  const given = optional ? settings.map((each) => when(WITH_CERTIFICATE, each)) : settings;
  return [inOrder(first, ...removals, ...given, handle(...directives))];
}

/** Without a certificate Caddy's placeholders have values, too, such as the hash of nothing. */
const WITH_CERTIFICATE = {
  varsRegexp: { variable: placeholderOf(CertificateField.Certificate), pattern: "." },
};

function placeholderOf(field: string): string {
  return `{http.request.tls.client.${field}}`;
}
