// The certificates of hosts, as the proxies in front of them have them.
import { connect } from "../../docker/host/client";
import {
  certificateFor,
  type HeldCertificate,
  heldCertificates,
  shownCertificate,
} from "../../docker/routes/held-certificates";
import { machinesOf } from "../../resources/swarm-route/steps";
import type { DeployedComponent, DeployedEntry, DeployedRoute } from "../stack/model";
import type { HostCertificate } from "./model";

/** Reads the certificates that an entry point has for the services behind it. */
export async function certificatesOf(
  entry: DeployedEntry,
  behind: readonly DeployedComponent[],
): Promise<readonly HeldCertificate[]> {
  const { docker, server, tasks } = entry;
  if (tasks.length > 0) return shownInSwarm(entry, behind);
  return heldCertificates(connect(docker), server, filesOf(behind.flatMap(({ routes }) => routes)));
}

/** Asks an edge node: servers of a Swarm keep their files in memory, on other nodes too. */
async function shownInSwarm(
  { docker, server, httpsPort: port }: DeployedEntry,
  behind: readonly DeployedComponent[],
): Promise<readonly HeldCertificate[]> {
  const [machine] = await machinesOf(connect(docker), { docker, servers: server });
  if (machine === undefined) throw new Error("no edge node can be reached from here");
  const hosts = new Set(behind.flatMap(({ urls }) => urls.flatMap((url) => tlsHost(url) ?? [])));
  const named = [...hosts].filter((host) => !host.startsWith("*"));
  const shown = await Promise.all(named.map((host) => shownCertificate(host, { machine, port })));
  return shown.filter((each) => each !== undefined);
}

/** The certificates that labels name as files of the proxy's container: `tls <certificate> <key>`. */
function filesOf(routes: readonly DeployedRoute[]): string[] {
  const files = routes.flatMap(({ labels = {} }) =>
    Object.entries(labels)
      .filter(([key, value]) => /(^|[._])tls$/.test(key) && String(value).startsWith("/"))
      .map(([, value]) => String(value).split(" ")[0] ?? ""),
  );
  return [...new Set(files)];
}

/** The certificates of a component's hosts. */
export function hostCertificates(
  { urls }: Pick<DeployedComponent, "urls">,
  held: readonly HeldCertificate[],
): HostCertificate[] {
  return [...new Set(urls.flatMap((url) => tlsHost(url) ?? []))].map((host) => {
    const found = certificateFor(host.replace(/^\[(.*)\]$/, "$1"), held);
    if (found === undefined) return { host };
    const [from, until] = [found.from, found.until].map((time) => new Date(time).toISOString());
    return { host, from, until, issuer: found.issuer };
  });
}

/** The host of a URL with TLS; IPv6 in brackets. A wildcard is no host that URL can have. */
export function tlsHost(url: string): string | undefined {
  return /^https:\/\/(\[[^\]]+\]|[^:/]+)/.exec(url)?.[1];
}

/** What is wrong with certificates, a phrase each. */
export function certificateProblems(
  certificates: readonly HostCertificate[],
  routes: readonly DeployedRoute[],
  now: number,
): string[] {
  const onDemand = routes.some(({ labels = {} }) =>
    Object.keys(labels).some((key) => /tls\.on_demand$/.test(key)),
  );
  return certificates.flatMap(({ host, until }) => {
    if (until === undefined) return onDemand ? [] : [`${host} has no certificate`];
    return Date.parse(until) > now ? [] : [`the certificate of ${host} has expired`];
  });
}
