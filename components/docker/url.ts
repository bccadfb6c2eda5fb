import { isIPv6 } from "node:net";

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
      return `must start with tcp://, and has TLS by its certificates: "${url.replace(/^https?/, "tcp")}"`;
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
    return 'is a socket, and this is Windows: write its pipe, "npipe:////./pipe/docker_engine"';
  }
  return /^unix:\/\/\/[^/]/.test(url)
    ? undefined
    : 'must have three slashes and a path, such as "unix:///var/run/docker.sock"';
}

function pipeProblem(url: string, platform: NodeJS.Platform): string | undefined {
  if (platform !== "win32") {
    return 'is a pipe of Windows, and this is none: write a socket, "unix:///var/run/docker.sock"';
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
  if (protocol === "tcp:" && username !== "") return "must have no user: tcp knows none";
  const rest = `${pathname.replace(/^\/$/, "")}${search}${hash}`;
  return rest === "" ? undefined : `must end after the port, without "${rest}"`;
}
