import { createHash } from "node:crypto";
import { Publish } from "../../caddy/args";
import { folder, hostUpstream, userFile, userHash } from "../../caddy/routing/upstream-files";
import { DOCKER_HOST_NAME } from "../../docker/host/docker-host";
import { FILES, VOLUME } from "../../docker/routes/probe";
import { type HttpTransport, type TransportTls, UpstreamScheme } from "../../labels";
import { pathPort } from "../../toxiproxy/paths";
import type { Backend } from "../options/backend";
import type { Routed } from "../routed";
import type { ProxiedUpstreamArgs } from "./args";
import type { Target } from "./targets";

/** A `ProxiedUpstream`: its arguments, and what is derived from them. */
export interface Upstream extends Routed {
  /** The component's name in messages: `ProxiedUpstream "nas"`. */
  readonly subject: string;
  readonly args: ProxiedUpstreamArgs;
  readonly targets: readonly Target[];
}

/** The upstreams in the proxy's configuration, and how it speaks to them. */
export function upstreamBackend(upstream: Upstream): Backend {
  const { name, args, targets } = upstream;
  const weighted = targets.some(({ weight }) => weight !== undefined);
  return {
    upstreamsFor: () => ({
      stable: targets.map((target, index) => dialled(upstream, target, index)),
      canary: [],
      weights: weighted ? targets.map(({ weight = 1 }) => weight) : undefined,
    }),
    containers: targets.length,
    transport: transportOf(upstream),
    hostHeader: args.hostHeader ?? renamed(upstream)?.hostHeader,
    hashOf: (credential) => userHash(userFile(name, credential)),
  };
}

/** The name of the path through Toxiproxy to an upstream: `nas`, `nas-2`. */
export function pathName(name: string, index: number): string {
  return index === 0 ? name : `${name}-${index + 1}`;
}

/** `host:port` of an upstream. */
export function addressOf({ host, port }: Target): string {
  return `${host}:${port}`;
}

/** The file that has the Docker host's address, where an upstream is the Docker host. */
export function hostFile({ name, args, targets }: Upstream): string | undefined {
  const isNamed = targets.some(({ kind }) => kind === "docker host");
  const direct = args.faults === undefined && args.entry.publish !== Publish.HostNetwork;
  return isNamed && direct ? `${folder(name)}/${DOCKER_HOST_NAME}` : undefined;
}

/** The address that the proxy connects to. It has no scheme: the transport has it. */
function dialled(upstream: Upstream, target: Target, index: number): string {
  const { name, args } = upstream;
  if (args.faults !== undefined) {
    return `${args.faults.through.host}:${pathPort(pathName(name, index))}`;
  }
  if (target.kind === "socket") return `unix/${target.host}`;
  if (target.kind !== "docker host") return addressOf(target);
  const file = hostFile(upstream);
  return file === undefined ? `127.0.0.1:${target.port}` : hostUpstream(file, target.port);
}

/**
 * Longer than to a container: the upstream's name may have to be looked up on another network. It is
 * Caddy's own default.
 */
const DIAL_TIMEOUT = "3s";

function transportOf(upstream: Upstream): HttpTransport {
  const common = { dialTimeout: DIAL_TIMEOUT } as const;
  switch (schemeOf(upstream)) {
    case UpstreamScheme.Https:
      return { ...common, tls: tlsOf(upstream) };
    case UpstreamScheme.H2c:
      return { ...common, versions: ["h2c", "2"] };
    default:
      return common;
  }
}

function schemeOf({ targets }: Pick<Upstream, "targets">): UpstreamScheme {
  return (
    targets.find(({ scheme }) => scheme !== UpstreamScheme.Http)?.scheme ?? UpstreamScheme.Http
  );
}

function tlsOf(upstream: Upstream): TransportTls {
  const { serverName, insecureSkipVerify } = upstream.args.upstreamTls ?? {};
  return {
    serverName: serverName ?? renamed(upstream)?.serverName,
    insecureSkipVerify: insecureSkipVerify === undefined ? undefined : true,
    trustedCaFiles: Object.keys(caFiles(upstream)).map((file) => `${VOLUME}/${FILES}/${file}`),
  };
}

/**
 * The file with the CAs to trust, with its content. Caddy reads it when it loads its configuration, so
 * other CAs are another file.
 */
export function caFiles({ name, args }: Pick<Upstream, "name" | "args">): Record<string, string> {
  const ca = args.upstreamTls?.ca;
  if (ca === undefined) return {};
  const digest = createHash("sha256").update(ca).digest("hex").slice(0, 12);
  return { [`${folder(name)}/ca-${digest}.pem`]: ca };
}

/**
 * With https, the name of the certificate and the header `Host` that Caddy would take from the address
 * that it connects to, where that is another than the program's.
 */
function renamed(upstream: Upstream): { serverName: string; hostHeader: string } | undefined {
  const { args, targets } = upstream;
  if (schemeOf(upstream) !== UpstreamScheme.Https || !connectsElsewhere(upstream)) return undefined;
  const given = args.upstreamTls?.serverName;
  if (given !== undefined) return { serverName: given, hostHeader: given };
  const [target] = targets;
  if (target === undefined) return undefined;
  const { host, port } = target;
  return {
    serverName: host.replace(/^\[(.*)\]$/, "$1"),
    hostHeader: port === 443 ? host : addressOf(target),
  };
}

/** Whether the proxy connects to another address than the program's. */
export function connectsElsewhere({ args, targets }: Pick<Upstream, "args" | "targets">): boolean {
  return args.faults !== undefined || targets.some(({ kind }) => kind === "docker host");
}
