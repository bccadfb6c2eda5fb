import type { z } from "zod";
import { type Problem, problem } from "../schema/problems";
import { strictObject } from "../schema/values";
import { type Acme, acme } from "./acme";
import { type CertificateFiles, certificateFiles } from "./certificate-files";
import { TlsMode, tlsMode } from "./tls-mode";

/**
 * How everything behind an entry point gets its certificates.
 *
 * @example { mode: TlsMode.Internal }
 * @example { mode: TlsMode.Acme, acme: { email: "ops@example.com" } }
 * @example { mode: TlsMode.Files, files: { directory: "/srv/certificates" } }
 */
export interface TlsPolicy {
  /** For all services without a `tls` of their own. A change replaces their route-holders. */
  mode: TlsMode;
  /** The ACME account. Needed where `mode` is `acme`. A change replaces the proxy's container. */
  acme?: Acme;
  /** The files. Needed where `mode` is `files`. A change replaces the proxy's container. */
  files?: CertificateFiles;
}

const POLICY = { mode: tlsMode, acme: acme.optional(), files: certificateFiles.optional() };

/** @internal Checks {@link TlsPolicy}. */
export const tlsPolicy = strictObject("a part of the TLS policy", POLICY)
  .refine(({ mode, acme }) => mode !== TlsMode.Acme || acme !== undefined, {
    path: ["acme"],
    error: 'is needed where tls.mode is "acme": { email: "ops@example.com" }',
  })
  .refine(({ mode, files }) => mode !== TlsMode.Files || files !== undefined, {
    path: ["files"],
    error: 'is needed where tls.mode is "files": { directory: "/srv/certificates" }',
  }) satisfies z.ZodType<TlsPolicy>;

/** The entry point's policy for a service, which may have a mode of its own. */
export function policyFor(entry: TlsPolicy, mode: TlsMode = entry.mode): TlsPolicy {
  return { ...entry, mode };
}

/** The problems of a service's mode at an entry point with that policy. */
export function policyProblems({ mode, files }: TlsPolicy): Problem[] {
  if (mode !== TlsMode.Files || files !== undefined) return [];
  return [
    problem("tls", 'must not be "files", since the entry point has none. Give it tls.files.'),
  ];
}
