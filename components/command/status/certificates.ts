// The certificates of hosts, as the proxies in front of them have them.
import { connect } from "../../docker/client";
import {
  certificateFor,
  type HeldCertificate,
  heldCertificates,
} from "../../docker/held-certificates";
import type { DeployedComponent, DeployedEntry, DeployedRoute } from "../stack/model";
import type { HostCertificate } from "./model";

/** Reads the certificates that an entry point has. */
export async function certificatesOf(
  { docker, server, tasks }: DeployedEntry,
  routes: readonly DeployedRoute[],
): Promise<HeldCertificate[]> {
  const engine = connect(docker);
  if (tasks.length === 0) return heldCertificates(engine, server, filesOf(routes));
  const filters = { label: [`com.docker.swarm.service.id=${server}`] };
  const [here] = await engine.listContainers({ filters });
  if (here !== undefined) return heldCertificates(engine, here.Id, filesOf(routes));
  throw new Error(`no server of the entry point runs on ${docker.url}`);
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
