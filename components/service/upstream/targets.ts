import { dirname } from "node:path/posix";
import { Publish } from "../../caddy/args";
import type { CaddyProxy } from "../../caddy/caddy-proxy";
import { isInside, isPlainPath } from "../../caddy/deployment/directories";
import { DOCKER_HOST_NAME } from "../../docker/host/docker-host";
import { UpstreamScheme } from "../../labels";
import { type Problem, problem } from "../../schema/problems";
import type { UpstreamAddress } from "./args";

/** What an upstream is, which decides how the proxy reaches it. */
export type TargetKind = "address" | "docker host" | "container" | "socket";

/** An upstream of the argument `to`. */
export interface Target {
  readonly kind: TargetKind;
  /** As the program writes it, for messages: `http://host.docker.internal:3000`. */
  readonly written: string;
  readonly scheme: UpstreamScheme;
  /** A name or an IP address, of IPv6 in brackets; the path of a socket. */
  readonly host: string;
  /** 0 for a socket. */
  readonly port: number;
  readonly weight?: number;
}

/** The upstreams of the argument `to`, and the problems of the others. */
export interface Parsed {
  readonly targets: readonly Target[];
  readonly problems: readonly Problem[];
}

/** Parses the argument `to`. The schema reports anything that is no array of objects. */
export function parseTargets(to: unknown, entry: CaddyProxy): Parsed {
  const all = Array.isArray(to) ? to : [];
  const parsed = all.map((given: unknown) => targetOf(Object(given), entry));
  return {
    targets: parsed.filter((each) => typeof each === "object"),
    problems: parsed.flatMap((each, index) =>
      typeof each === "string" ? [problem(`to[${index}].url`, each)] : [],
    ),
  };
}

/** The upstream, a message completing "to[0].url …", or `undefined` where the schema reports it. */
function targetOf(
  { url, container, port, scheme = UpstreamScheme.Http, weight }: UpstreamAddress,
  entry: CaddyProxy,
): Target | string | undefined {
  if (typeof url === "string") {
    const found = targetOfUrl(url, entry);
    return typeof found === "string" ? found : { ...found, weight };
  }
  if (typeof container !== "string" || typeof port !== "number") return undefined;
  const written = `${scheme}://${container}:${port}`;
  return { kind: "container", written, scheme, host: container, port, weight };
}

const SOCKET = /^unix(?::\/\/|\/)(.*)$/s;
const URL = /^(https?|h2c):\/\/([^/?#]*)(.*)$/s;
const AUTHORITY =
  /^(\[[\da-fA-F:.]+\]|[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)(?::(\d{1,5}))?$/;
/** Addresses that lead a container to itself. */
const ITSELF = /^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/i;
const FORM =
  'must start with "http://", "https://", "h2c://" or "unix://", such as "http://192.168.1.20:5001"';

function targetOfUrl(url: string, entry: CaddyProxy): Target | string {
  const got = `, got ${JSON.stringify(url)}.`;
  const [, path] = SOCKET.exec(url) ?? [];
  if (path !== undefined) return socketAt(path, url, entry);
  const [, scheme = "", authority = "", rest = ""] = URL.exec(url) ?? [];
  // The full stop keeps a password out of the message.
  if (authority.includes("@")) return "must have no user and password in it.";
  if (scheme === "") return FORM + got;
  if (rest !== "") {
    return `must end after the port, without "${rest}"${got} Write the path as rewrite of a route.`;
  }
  const [, host = "", given] = AUTHORITY.exec(authority) ?? [];
  const usual = scheme === "https" ? 443 : 80;
  const port = given === undefined ? usual : Number(given);
  if (host === "" || port < 1 || port > 65_535) {
    return `must have a host, and a port from 1 to 65535: "${scheme}://192.168.1.20:5001"${got}`;
  }
  if (port === (scheme === "https" ? 80 : 443)) {
    return `must not have the scheme ${scheme} and the port ${port}${got}`;
  }
  if (ITSELF.test(host) && entry.publish !== Publish.HostNetwork) {
    return (
      `must not lead to ${host}, which is the proxy's own container${got} Write ` +
      `"${scheme}://${DOCKER_HOST_NAME}:${port}" for a process on the Docker host.`
    );
  }
  const kind = host.toLowerCase() === DOCKER_HOST_NAME ? "docker host" : "address";
  return { kind, written: url, scheme: scheme as UpstreamScheme, host, port };
}

function socketAt(path: string, url: string, { directories }: CaddyProxy): Target | string {
  const got = `, got ${JSON.stringify(url)}.`;
  if (!isPlainPath(path)) {
    return `must have the absolute path of a socket: "unix:///srv/app/app.sock"${got}`;
  }
  if (!isInside(directories, path)) {
    return (
      `must be in a directory of the Docker host that the entry point can read${got} Give CaddyProxy ` +
      `directories: [${JSON.stringify(dirname(path))}].`
    );
  }
  return { kind: "socket", written: url, scheme: UpstreamScheme.Http, host: path, port: 0 };
}
