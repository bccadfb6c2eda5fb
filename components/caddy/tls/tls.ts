import type { z } from "zod";
import type { Mount } from "../../declare/container";
import { type Directive, files, hostProblem, isPublicName, tls } from "../../labels";
import { onHost } from "../../schema/paths";
import { type Problem, problem } from "../../schema/problems";
import { hostPath, pathBelow, strictObject } from "../../schema/values";
import { type Acme, acme, certifiesOwnNames } from "./acme";
import { TlsMode, tlsMode } from "./tls-mode";

/**
 * A certificate and its key on the Docker host, which another program renews.
 *
 * A hardened proxy runs as user 65532, which must be able to read them on the Docker host.
 *
 * Caddy reads them when it loads its configuration: after a renewal restart the container, or
 * change any route.
 */
export interface CertificateFiles {
  /** Absolute path of a directory on the Docker host; the proxy can only read it. */
  directory: string;
  /** Path, below the directory, of the certificate and its chain, PEM. Default: `fullchain.pem`. */
  certificate?: string;
  /** Path, below the directory, of the key, PEM. Default: `privkey.pem`. */
  key?: string;
}

/** @internal Checks {@link CertificateFiles}. */
export const certificateFiles = strictObject("a setting of certificate files", {
  directory: hostPath,
  certificate: pathBelow.optional(),
  key: pathBelow.optional(),
}) satisfies z.ZodType<CertificateFiles>;

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

/** @internal Checks {@link TlsPolicy}. */
export const tlsPolicy = strictObject("a part of the TLS policy", {
  mode: tlsMode,
  acme: acme.optional(),
  files: certificateFiles.optional(),
})
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

/** What to do about a host that no public CA certifies, where the entry point's policy decides alone. */
export const OWN_CA =
  'Give the entry point\'s ACME account the "ca" of a server of your own, or take another host.';

/** The same where the component has a `tls` of its own. */
const OWN_MODE =
  'Write tls: "internal", or give the entry point\'s ACME account the "ca" of a server of your own.';

/**
 * The problems of a service's mode, and of its hosts, at an entry point with that policy.
 *
 * @param remedy what to do about a host that no public CA certifies.
 */
export function policyProblems(
  policy: TlsPolicy,
  hosts: readonly string[] = [],
  remedy = OWN_MODE,
): Problem[] {
  const { mode, files, acme } = policy;
  if (mode === TlsMode.Acme && !certifiesOwnNames(acme)) return publicProblems(hosts, remedy);
  if (mode !== TlsMode.Files || files !== undefined) return [];
  return [
    problem("tls", 'must not be "files", since the entry point has none. Give it tls.files.'),
  ];
}

/** The problems of hosts that no public CA certifies, beside those of their form. */
function publicProblems(hosts: readonly string[], remedy: string): Problem[] {
  return hosts.flatMap((host, index) =>
    typeof host !== "string" || hostProblem(host) !== undefined || isPublicName(host)
      ? []
      : [
          problem(
            `hosts[${index}]`,
            `must be a name in public DNS where a public CA certifies it, got ${JSON.stringify(host)}. ${remedy}`,
          ),
        ],
  );
}

/** The path of the directory in the proxy's container. */
const MOUNTED = "/certificates";

/** The directive that serves a site with these files. */
export function certificateDirective(from: CertificateFiles): Directive {
  const { certificate = "fullchain.pem", key = "privkey.pem" } = from;
  return tls(files(`${MOUNTED}/${certificate}`, `${MOUNTED}/${key}`));
}

/** The mount of the directory into the proxy's container. */
export function certificateMount(from: CertificateFiles | undefined): Mount[] {
  if (from === undefined) return [];
  return [{ hostPath: onHost(from.directory), containerPath: MOUNTED, readOnly: true }];
}
