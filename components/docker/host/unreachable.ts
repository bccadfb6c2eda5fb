import { type DockerHost, hostnameOf, isLocal } from "./engine";

/**
 * Causes of an unreachable Docker host: a sign in the error's code or message, and the reason with its
 * fix. `<host>` is the host's name, `<certificates>` the folder of the client's certificates.
 */
type Causes = readonly (readonly [sign: RegExp, reason: string])[];

const TLS: Causes = [
  [/ENOENT.*\.pem/, "a certificate is missing: <certificates> needs ca.pem, cert.pem, key.pem"],
  [
    /PEM|ASN1|ERR_OSSL_X509|KEY_VALUES_MISMATCH/i,
    "the certificates in <certificates> can't be used",
  ],
  [/ALTNAME_INVALID/, "its certificate is not for the name <host>"],
  [/CERT_HAS_EXPIRED/, "its certificate has expired"],
  [
    /ALERT|ECONNRESET|socket hang up/i,
    "it rejects the client certificate <certificates>/cert.pem, which another CA must have signed",
  ],
  [
    /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CERT_SIGNATURE_FAILURE|CERT_/,
    "the CA in <certificates>/ca.pem has not signed its certificate: either that is the wrong CA, or " +
      "this is another host",
  ],
  [/WRONG_VERSION_NUMBER|EPROTO/, "it does not use TLS: that port serves plain http"],
];

const TCP: Causes = [
  [
    /HTTP request to an HTTPS server/,
    "it requires TLS: name the client's certificates (certificates, docker:certPath or DOCKER_CERT_PATH)",
  ],
];

const SSH: Causes = [
  [
    /IDENTIFICATION HAS CHANGED/,
    "its host key differs from the known one of <host>: somebody may intercept the connection. If the " +
      "host was reinstalled, remove the old key with ssh-keygen -R",
  ],
  [
    /Host key verification failed/,
    "its host key is unknown: compare it, and let ssh <host> or ssh-keyscan write it into the file of " +
      "known hosts",
  ],
  [
    /Permission denied \(|Too many authentication failures/,
    "it rejects the ssh key: that is not in authorized_keys there, or ssh tries another one",
  ],
  [
    /command not found|not recognized as/,
    "Docker's client, which ssh runs there (docker system dial-stdio), is not installed",
  ],
  [
    /permission denied.*docker/is,
    "that user may not use Docker there: sudo usermod -aG docker <user>",
  ],
  [
    /Cannot connect to the Docker daemon|Is the docker daemon running/,
    "ssh connects, but the engine does not run",
  ],
  [/ENOENT/, "there is no ssh command on this machine"],
  [
    /kex_exchange_identification|Connection (closed|reset)/,
    "its ssh server closed the connection: raise its MaxStartups, or share one connection with " +
      "ControlMaster",
  ],
];

const ANY: Causes = [
  [/ENOTFOUND|EAI_AGAIN|Could not resolve hostname/, "the name <host> can't be resolved"],
  [
    /ECONNREFUSED|Connection refused/,
    "it refuses connections, so nothing listens there: start it, or correct the port",
  ],
  [
    /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timed out|No route to host/i,
    "nothing answers at that address",
  ],
];

/** The problem of a Docker host where no engine answers, with the fix where it is known. */
export function unreachable(host: DockerHost, error: unknown): string {
  const reason = reasonUnreachable(host, error);
  if (!isLocal(host)) return `no Docker engine answers at ${host.url}: ${reason}.`;
  return (
    `no Docker engine answers at ${host.url} (${reason}). Start Docker there (Docker Desktop, or ` +
    "`sudo systemctl start docker`), or name another host with docker:host in the stack's file."
  );
}

/** Why a Docker host is unreachable, a sentence without its full stop. */
function reasonUnreachable(host: DockerHost, error: unknown): string {
  const { code, message } = described(error);
  const [, reason] = causesOf(host).find(([sign]) => sign.test(`${code} ${message}`)) ?? [];
  if (reason === undefined) return oneLine(message || code);
  const { url, certPath = "the folder of the certificates" } = host;
  return reason.replace("<host>", () => hostnameOf(url)).replace("<certificates>", () => certPath);
}

function causesOf({ url, certPath }: DockerHost): Causes {
  if (url.startsWith("ssh:")) return [...SSH, ...ANY];
  if (url.startsWith("tcp:")) return certPath === undefined ? [...TCP, ...ANY] : [...ANY, ...TLS];
  return [];
}

function described(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: "", message: String(error) };
  const code = "code" in error ? String(error.code) : "";
  return { code, message: error.message };
}

/** ssh prints banners and advice; its last line is the cause. */
function oneLine(message: string): string {
  const lines = message.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== "").at(-1) ?? "no reason given";
}
