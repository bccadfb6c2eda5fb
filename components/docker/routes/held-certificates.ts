// The certificates that a proxy serves, by the files of its container: Docker's API reads them on any host.
import { X509Certificate } from "node:crypto";
import { posix } from "node:path";
import { connect } from "node:tls";
import { readArchive } from "../files/files";
import type { Engine } from "../host/engine";

/** A certificate of a proxy. */
export interface HeldCertificate {
  /** The hosts that it is for, such as `*.example.com`. */
  readonly hosts: readonly string[];
  /** Common name of its issuer. */
  readonly issuer: string;
  /** The times, in milliseconds, between which it is valid. */
  readonly from: number;
  readonly until: number;
}

/** The folder, in the proxy's container, of the certificates that Caddy has obtained or made. */
const OBTAINED = "/data/caddy/certificates";

/**
 * The certificates that Caddy keeps, and those in these files. Their keys, which are beside them, are
 * dropped as they arrive.
 *
 * @param container name or id of the container that serves, running or not.
 * @param files paths, in the container, of certificates that another program renews.
 */
export async function heldCertificates(
  engine: Engine,
  container: string,
  files: readonly string[] = [],
): Promise<HeldCertificate[]> {
  const read = (path: string) => readArchive(engine, container, path, isCertificate);
  const followed = async (path: string) => {
    const [first, ...rest] = (await read(path)) ?? [];
    const { type, linkname } = first?.header ?? {};
    if (type !== "symlink" || !linkname) return first === undefined ? [] : [first, ...rest];
    return (await read(posix.resolve(posix.dirname(path), linkname))) ?? [];
  };
  const found = await Promise.all([OBTAINED, ...files].map(followed));
  return found.flat().flatMap(({ content }) => certificateIn(content.toString()) ?? []);
}

/** Whether a file may have a certificate: Caddy's keys end in `.key`, its notes in `.json`. */
const isCertificate = (name: string) => !/\.(key|json)$/.test(name);

/** The first certificate in a file, which is the server's own. */
function certificateIn(pem: string): HeldCertificate | undefined {
  const [own] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(pem) ?? [];
  return own === undefined ? undefined : certificateOf(own);
}

function certificateOf(encoded: string | Buffer): HeldCertificate {
  const { subjectAltName = "", issuer, validFrom, validTo } = new X509Certificate(encoded);
  return {
    hosts: subjectAltName.split(", ").map((name) => name.replace(/^(DNS|IP Address):/, "")),
    issuer: /^CN=(.*)$/m.exec(issuer)?.[1] ?? issuer,
    from: Date.parse(validFrom),
    until: Date.parse(validTo),
  };
}

/** Milliseconds that a server may take to show its certificate. */
const TIMEOUT = 5_000;

/**
 * The certificate that a server shows for a host; `undefined` where it has none. It tells no more than the files of
 * the proxy, but needs no way into its container: a server of a Swarm keeps them in memory.
 *
 * @throws Error where the server can't be reached.
 */
export function shownCertificate(
  host: string,
  server: { readonly machine: string; readonly port: number },
): Promise<HeldCertificate | undefined> {
  const options = { host: server.machine, port: server.port, servername: host };
  return new Promise((done, fail) => {
    const socket = connect({ ...options, rejectUnauthorized: false, timeout: TIMEOUT }, () => {
      done(certificateOf(socket.getPeerCertificate().raw));
      socket.destroy();
    });
    socket.on("timeout", () => socket.destroy(new Error(`no answer in ${TIMEOUT / 1000} s`)));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (/alert/i.test(error.message)) done(undefined);
      else fail(error);
    });
  });
}

/** The certificate for a host: the newest of those that are for it, by itself or by a wildcard. */
export function certificateFor(
  host: string,
  certificates: readonly HeldCertificate[],
): HeldCertificate | undefined {
  const names = [host, host.replace(/^[^.]+/, "*")];
  return certificates
    .filter(({ hosts }) => hosts.some((each) => names.includes(each)))
    .sort((one, other) => other.from - one.from)[0];
}
