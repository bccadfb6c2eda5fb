/** Where a Docker engine listens, and with what a client proves itself. */
export interface DockerHost {
  /** `unix://…`, `npipe://…`, `tcp://host:port` or `ssh://user@host`. */
  readonly url: string;
  /** Folder with `ca.pem`, `cert.pem` and `key.pem`, for tcp with TLS. */
  readonly certPath?: string;
}

/** What decides the Docker host, apart from the stack's own configuration. */
export interface HostSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/**
 * The Docker host a stack deploys to: what it configures (`docker:host`, `docker:certPath`), else
 * `DOCKER_HOST` and `DOCKER_CERT_PATH`, else the platform's socket. The Docker provider chooses in
 * the same order.
 */
export function dockerHost(
  configured: { host?: string; certPath?: string } = {},
  surroundings: HostSurroundings = { environment: process.env, platform: process.platform },
): DockerHost {
  const { environment, platform } = surroundings;
  const url = configured.host || environment.DOCKER_HOST || platformSocket(platform);
  return { url, certPath: configured.certPath || environment.DOCKER_CERT_PATH || undefined };
}

/** Whether the engine runs on this machine, so that its ports are this machine's ports. */
export function isLocal(host: DockerHost): boolean {
  return host.url.startsWith("unix://") || host.url.startsWith("npipe://");
}

function platformSocket(platform: NodeJS.Platform): string {
  return platform === "win32" ? "npipe:////./pipe/docker_engine" : "unix:///var/run/docker.sock";
}
