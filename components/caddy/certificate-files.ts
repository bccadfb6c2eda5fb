import type { z } from "zod";
import type { Mount } from "../declare/container";
import { type Directive, files, tls } from "../labels";
import { onHost } from "../schema/paths";
import { hostPath, pathBelow, strictObject } from "../schema/values";

/**
 * A certificate and its key on the Docker host, such as another program renews.
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

const SHAPE = {
  directory: hostPath,
  certificate: pathBelow.optional(),
  key: pathBelow.optional(),
};

/** @internal Checks {@link CertificateFiles}. */
export const certificateFiles = strictObject(
  "a setting of certificate files",
  SHAPE,
) satisfies z.ZodType<CertificateFiles>;

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
