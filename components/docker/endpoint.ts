/** The address of a Docker engine, and the client's credentials. */
export interface DockerHost {
  /** `unix://…`, `npipe://…`, `tcp://host:port` or `ssh://user@host`. */
  readonly url: string;
  /** Folder with `ca.pem`, `cert.pem` and `key.pem`, for tcp with TLS. */
  readonly certPath?: string;
  /** Arguments of the `ssh` command beside user, port and host, for ssh. */
  readonly sshOpts?: readonly string[];
}

/** Whether the engine runs on this machine, so that its ports are this machine's ports. */
export function isLocal(host: DockerHost): boolean {
  return host.url.startsWith("unix://") || host.url.startsWith("npipe://");
}
