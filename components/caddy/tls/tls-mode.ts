import { oneOf } from "../../schema/values";

/** Where the certificate of a site comes from. */
export const TlsMode = {
  /** Caddy's own local CA: for development, and for hosts that no public CA can reach. */
  Internal: "internal",
  /** A public CA, by ACME: it must be able to reach the host, or see a DNS record of it. */
  Acme: "acme",
  /** Files on the Docker host that another program renews. */
  Files: "files",
  /** No certificate: plain http. */
  Off: "off",
} as const;
export type TlsMode = (typeof TlsMode)[keyof typeof TlsMode];

/** @internal Checks {@link TlsMode}. */
export const tlsMode = oneOf(TlsMode);
