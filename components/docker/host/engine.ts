// Questions to a Docker engine, without Pulumi. This file has its address and the type of its client.
import { isIPv6 } from "node:net";

// `import = require` lets programs without esModuleInterop use the package's types.
import type Docker = require("dockerode");

/** A client of Docker's API. */
export type Engine = Docker;

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

/** For `catch`: turns the engine's 404 into `undefined`, and throws any other error. */
export function unlessMissing(error: { statusCode?: number }): undefined {
  if (error.statusCode !== 404) throw error;
  return undefined;
}

/** Whether a container exists and runs. */
export async function isRunning(engine: Engine, container: string): Promise<boolean> {
  const found = await engine.getContainer(container).inspect().catch(unlessMissing);
  return found?.State.Running ?? false;
}

const RULE =
  'must be the address of a Docker engine, such as "unix:///var/run/docker.sock", ' +
  '"npipe:////./pipe/docker_engine", "tcp://host:2376" or "ssh://user@host"';

/**
 * The mistake in a Docker engine's address; completes "<setting> …".
 *
 * @param platform of the machine that runs Pulumi, which has the socket or pipe.
 */
export function engineUrlProblem(url: string, platform: NodeJS.Platform): string | undefined {
  const scheme = /^([a-z]+):\/\//.exec(url)?.[1];
  switch (scheme) {
    case "unix":
      return socketProblem(url, platform);
    case "npipe":
      return pipeProblem(url, platform);
    case "tcp":
    case "ssh":
      return remoteProblem(url);
    case "http":
    case "https":
      return `must start with tcp://, which has TLS with certificates: "${url.replace(/^https?/, "tcp")}"`;
    default:
      return RULE;
  }
}

/** Host name or IP address of a remote engine; IPv6 without brackets. */
export function hostnameOf(url: string): string {
  const { hostname } = new URL(url);
  const bare = hostname.replace(/^\[(.*)\]$/, "$1");
  return isIPv6(bare) ? bare : hostname;
}

function socketProblem(url: string, platform: NodeJS.Platform): string | undefined {
  if (platform === "win32") {
    return 'is a socket, which Windows lacks: write a pipe, "npipe:////./pipe/docker_engine"';
  }
  return /^unix:\/\/\/[^/]/.test(url)
    ? undefined
    : 'must have three slashes and a path, such as "unix:///var/run/docker.sock"';
}

function pipeProblem(url: string, platform: NodeJS.Platform): string | undefined {
  if (platform !== "win32") {
    return 'is a Windows pipe, which this machine lacks: write a socket, "unix:///var/run/docker.sock"';
  }
  return /^npipe:\/\/\/\/\.\/pipe\/[^/\\]+$/.test(url)
    ? undefined
    : 'must be written as "npipe:////./pipe/docker_engine"';
}

function remoteProblem(url: string): string | undefined {
  if (!URL.canParse(url)) return RULE;
  const { protocol, username, password, hostname, pathname, search, hash } = new URL(url);
  // The full stop keeps the value out of the message.
  if (password !== "") return "must have no password in it.";
  if (hostname === "" || hostname.startsWith("-")) return RULE;
  if (protocol === "tcp:" && username !== "") return "must have no user: tcp supports none";
  const rest = `${pathname.replace(/^\/$/, "")}${search}${hash}`;
  return rest === "" ? undefined : `must end after the port, without "${rest}"`;
}
