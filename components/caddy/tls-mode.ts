import { oneOf } from "../schema/values";

/** Where the certificate of a site comes from. */
export const TlsMode = {
  /** Caddy's own local authority: for development, and for hosts no public authority knows. */
  Internal: "internal",
  /** A public authority, by ACME: the host must be reachable from the Internet. */
  Acme: "acme",
  /** Files on the Docker host that somebody else keeps up to date. */
  Files: "files",
  /** No certificate: plain http. */
  Off: "off",
} as const;
export type TlsMode = (typeof TlsMode)[keyof typeof TlsMode];

/** @internal Checks {@link TlsMode}. */
export const tlsMode = oneOf(TlsMode);
