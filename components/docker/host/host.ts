import { contextHost, currentContext, type HostSurroundings, surroundings } from "./contexts";
import type { DockerHost } from "./engine";

/** The Docker host in the configuration of a stack or program. */
export interface ConfiguredHost {
  /** The engine's address. */
  readonly host?: string;
  /** A context of Docker's client, instead of `host`. */
  readonly context?: string;
  readonly certPath?: string;
  readonly sshOpts?: readonly string[];
}

/** The source of a Docker host. */
export const HostSource = {
  Configuration: "configuration",
  HostVariable: "DOCKER_HOST",
  ContextVariable: "DOCKER_CONTEXT",
  CurrentContext: "docker context use",
  Platform: "the platform's socket",
} as const;
export type HostSource = (typeof HostSource)[keyof typeof HostSource];

/** A Docker host and its source. */
export interface ResolvedHost {
  readonly host: DockerHost;
  readonly source: HostSource;
  /** The context of Docker's client that names it, if one does. */
  readonly context?: string;
}

/**
 * Resolves the Docker host of a stack: the configured one, else as Docker's client does (docker/cli,
 * `resolveContextName`): `DOCKER_HOST`, `DOCKER_CONTEXT`, the context of `docker context use`, the
 * platform's socket.
 *
 * @throws Error where the context is unusable.
 */
export function resolveWithSource(
  configured: ConfiguredHost = {},
  around: HostSurroundings = surroundings(),
): ResolvedHost {
  const { DOCKER_HOST: variable, DOCKER_CONTEXT: contextVariable } = around.environment;
  const socket = platformSocket(around.platform);
  const at = (url: string, source: HostSource): ResolvedHost => {
    return { host: withAccess(url, configured, around), source };
  };
  const of = (context: string, source: HostSource): ResolvedHost => {
    const host = contextHost(context, around) ?? { url: socket };
    return { host: { ...host, ...sshAccess(host.url, configured, around) }, source, context };
  };
  if (configured.context) return of(configured.context, HostSource.Configuration);
  if (configured.host) return at(configured.host, HostSource.Configuration);
  if (variable) return at(variable, HostSource.HostVariable);
  if (contextVariable) return of(contextVariable, HostSource.ContextVariable);
  const current = currentContext(around);
  return current ? of(current, HostSource.CurrentContext) : at(socket, HostSource.Platform);
}

/**
 * Resolves the Docker host as {@link resolveWithSource} does, for a program's own requests beside a
 * provider of `dockerProvider`.
 *
 * @throws Error where the context is unusable.
 */
export function resolveDockerHost(
  configured: ConfiguredHost = {},
  around: HostSurroundings = surroundings(),
): DockerHost {
  return resolveWithSource(configured, around).host;
}

/**
 * Resolves the Docker host as the Docker provider does: its configuration, `DOCKER_HOST`, the platform's
 * socket; no chosen context.
 */
export function resolveProviderHost(
  configured: ConfiguredHost,
  around: HostSurroundings = surroundings(),
): DockerHost {
  const { environment, platform } = around;
  const url = configured.host || environment.DOCKER_HOST || platformSocket(platform);
  return withAccess(url, configured, around);
}

/**
 * Why the official Docker provider fails with the context `default`: it looks for files that this
 * context does not have. `undefined` for any other context.
 */
export function defaultContextProblem(
  { environment, platform }: Pick<HostSurroundings, "environment" | "platform"> = surroundings(),
): string | undefined {
  if (environment.DOCKER_CONTEXT !== "default") return undefined;
  const instead = environment.DOCKER_HOST
    ? "DOCKER_HOST takes precedence anyway."
    : `In its place, set DOCKER_HOST to ${platformSocket(platform)}.`;
  return (
    'DOCKER_CONTEXT is "default", which the official Docker provider can\'t use: it looks for the files ' +
    `of that context, and there are none. Unset DOCKER_CONTEXT. ${instead}`
  );
}

/** Completes a host with the Docker provider's environment variables. */
function withAccess(url: string, configured: ConfiguredHost, around: HostSurroundings): DockerHost {
  const certPath = configured.certPath || around.environment.DOCKER_CERT_PATH || undefined;
  return {
    url,
    ...(certPath !== undefined && { certPath }),
    ...sshAccess(url, configured, around),
  };
}

function sshAccess(
  url: string,
  { sshOpts }: ConfiguredHost,
  { environment }: HostSurroundings,
): Pick<DockerHost, "sshOpts"> {
  if (!url.startsWith("ssh:")) return {};
  const given = sshOpts ?? environment.DOCKER_SSH_OPTS?.split(/\s+/).filter(Boolean);
  return given === undefined || given.length === 0 ? {} : { sshOpts: given };
}

function platformSocket(platform: NodeJS.Platform): string {
  return platform === "win32" ? "npipe:////./pipe/docker_engine" : "unix:///var/run/docker.sock";
}
