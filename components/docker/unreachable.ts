import { type DockerHost, hostnameOf } from "./engine";

/** A cause of an unreachable Docker host, and its fix. */
interface Cause {
  /** Matches the error's code or message. */
  readonly sign: RegExp;
  readonly reason: (host: DockerHost) => string;
}

const CERTIFICATES = ({ certPath = "the folder of the certificates" }: DockerHost) => certPath;

const TLS: readonly Cause[] = [
  {
    sign: /ENOENT.*\.pem/,
    reason: (host) =>
      `a certificate is missing: ${CERTIFICATES(host)} needs ca.pem, cert.pem, key.pem`,
  },
  {
    sign: /PEM|ASN1|ERR_OSSL_X509|KEY_VALUES_MISMATCH/i,
    reason: (host) => `the certificates in ${CERTIFICATES(host)} can't be used`,
  },
  {
    sign: /ALTNAME_INVALID/,
    reason: ({ url }) => `its certificate is not for the name ${hostnameOf(url)}`,
  },
  { sign: /CERT_HAS_EXPIRED/, reason: () => "its certificate has expired" },
  {
    sign: /ALERT|ECONNRESET|socket hang up/i,
    reason: (host) =>
      `it rejects the client certificate ${CERTIFICATES(host)}/cert.pem, which another CA must have ` +
      "signed",
  },
  {
    sign: /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CERT_SIGNATURE_FAILURE|CERT_/,
    reason: (host) =>
      `the CA in ${CERTIFICATES(host)}/ca.pem has not signed its certificate: either that is the ` +
      "wrong CA, or this is another host",
  },
  {
    sign: /WRONG_VERSION_NUMBER|EPROTO/,
    reason: () => "it does not use TLS: that port serves plain http",
  },
];

const TCP: readonly Cause[] = [
  {
    sign: /HTTP request to an HTTPS server/,
    reason: () =>
      "it requires TLS: name the client's certificates (certificates, docker:certPath or " +
      "DOCKER_CERT_PATH)",
  },
];

const SSH: readonly Cause[] = [
  {
    sign: /IDENTIFICATION HAS CHANGED/,
    reason: ({ url }) =>
      `its host key differs from the known one of ${hostnameOf(url)}: somebody may intercept the ` +
      "connection. If the host was reinstalled, remove the old key with ssh-keygen -R",
  },
  {
    sign: /Host key verification failed/,
    reason: ({ url }) =>
      `its host key is unknown: compare it, and let ssh ${hostnameOf(url)} or ssh-keyscan write it ` +
      "into the file of known hosts",
  },
  {
    sign: /Permission denied \(|Too many authentication failures/,
    reason: () =>
      "it rejects the ssh key: that is not in authorized_keys there, or ssh tries another one",
  },
  {
    sign: /command not found|not recognized as/,
    reason: () =>
      "Docker's client, which ssh runs there (docker system dial-stdio), is not installed",
  },
  {
    sign: /permission denied.*docker/is,
    reason: () => "that user may not use Docker there: sudo usermod -aG docker <user>",
  },
  {
    sign: /Cannot connect to the Docker daemon|Is the docker daemon running/,
    reason: () => "ssh connects, but the engine does not run",
  },
  {
    sign: /ENOENT/,
    reason: () => "there is no ssh command on this machine",
  },
  {
    sign: /kex_exchange_identification|Connection (closed|reset)/,
    reason: () =>
      "its ssh server closed the connection: raise its MaxStartups, or share one connection with " +
      "ControlMaster",
  },
];

const ANY: readonly Cause[] = [
  {
    sign: /ENOTFOUND|EAI_AGAIN|Could not resolve hostname/,
    reason: ({ url }) => `the name ${hostnameOf(url)} can't be resolved`,
  },
  {
    sign: /ECONNREFUSED|Connection refused/,
    reason: () => "it refuses connections, so nothing listens there: start it, or correct the port",
  },
  {
    sign: /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timed out|No route to host/i,
    reason: () => "nothing answers at that address",
  },
];

/** Why a Docker host is unreachable, a sentence without its full stop. */
export function reasonUnreachable(host: DockerHost, error: unknown): string {
  const { code, message } = described(error);
  const text = `${code} ${message}`;
  const cause = causesOf(host).find(({ sign }) => sign.test(text));
  return cause?.reason(host) ?? oneLine(message || code);
}

function causesOf({ url, certPath }: DockerHost): readonly Cause[] {
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
