import * as pulumi from "@pulumi/pulumi";
import { connect } from "../docker";
import { readFile } from "../docker/files";
import { poll } from "../docker/poll";
import { DeployMode } from "../network/proxy-network";
import { hostOf } from "../provider/host-of";
import type { CaddyProxy } from "./caddy-proxy";

const FILE = "/data/caddy/pki/authorities/local/root.crt";
/** Milliseconds that Caddy may take to make its authority, and between two looks. */
const PATIENCE = 10_000;
const INTERVAL = 250;

/**
 * The root certificate of Caddy's own authority, PEM: who trusts it trusts what the proxy serves
 * with `TlsMode.Internal`. Read from the container by Docker's API, also from a remote host.
 *
 * Caddy makes it with the first site that needs it: `up` waits ten seconds at most, a preview does
 * not. `undefined` while there is none. In a Swarm it is made with the entry point, for all servers.
 *
 * @param after what must be there first, such as the `containerNames` of a service.
 * @example
 * export const root = rootCertificate(entry, shop.containerNames);
 */
export function rootCertificate(
  entry: CaddyProxy,
  after?: pulumi.Input<unknown>,
): pulumi.Output<string | undefined> {
  if (entry.network.mode === DeployMode.Swarm) {
    return pulumi.output(entry.inSwarm().authority.certificate);
  }
  return pulumi.all([hostOf(entry), entry.containerId, after]).apply(([host, container]) => {
    const timeout = pulumi.runtime.isDryRun() ? 0 : PATIENCE;
    return poll(() => readFile(connect(host), container, FILE), { interval: INTERVAL, timeout });
  });
}
