/** A client's certificates, for a Docker engine that listens on tcp with TLS. */
export interface ClientCertificates {
  /**
   * Folder with `ca.pem`, `cert.pem` and `key.pem`, on the machine that runs Pulumi. A relative path
   * starts at the folder of the program, and is the same for everybody who deploys.
   */
  directory: string;
}

/** How ssh gets to a Docker host. What is not said here, the person's own `~/.ssh/config` says. */
export interface SshAccess {
  /** The private key, on the machine that runs Pulumi; no other is tried. Default: ssh's own. */
  identityFile?: string;
  /**
   * The file of host keys that the host's must be in, on the machine that runs Pulumi.
   * Default: ssh's own.
   */
  knownHostsFile?: string;
  /** Port of the ssh server, 1 to 65535. Default: the url's, else ssh's own, 22. */
  port?: number;
  /** Further options by their names in ssh_config(5), such as `{ ProxyJump: "bastion" }`. */
  options?: Record<string, string>;
}

/**
 * Which Docker host, and with what a client proves itself there.
 *
 * A change of the way to a host changes nothing on it. Another host gets nothing by such a change:
 * what a stack made stays on the host that it made it on, so destroy it first.
 */
export interface DockerHostArgs {
  /**
   * Where the engine listens: `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`,
   * `tcp://host:2376` or `ssh://user@host:22`. Default: as Docker's client chooses, `DOCKER_HOST`,
   * `DOCKER_CONTEXT`, the context of `docker context use`, the platform's socket.
   */
  url?: string;
  /** A context of Docker's client, on the machine that runs Pulumi, instead of `url`. */
  context?: string;
  /** For `tcp://`. Default: `DOCKER_CERT_PATH`; without either there is no TLS. */
  certificates?: ClientCertificates;
  /** For `ssh://`. Default: what the person's own configuration of ssh says. */
  ssh?: SshAccess;
}
