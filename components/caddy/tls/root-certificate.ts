import * as pulumi from "@pulumi/pulumi";
import { readFile } from "../../docker/files/files";
import { connect } from "../../docker/host/client";
import { poll } from "../../docker/poll";
import { hostOf } from "../../provider/host-of";
import type { CaddyProxy } from "../caddy-proxy";

const FILE = "/data/caddy/pki/authorities/local/root.crt";
/** How long Caddy may take to make its CA, and the pause between two reads, in milliseconds. */
const PATIENCE = 10_000;
const INTERVAL = 250;

/**
 * The root certificate of Caddy's local CA, as PEM. A client that trusts it trusts the certificates
 * that the proxy serves with `TlsMode.Internal`. It is read through Docker's API, so also from a
 * remote host.
 *
 * Caddy makes the CA with the first site that needs it: `up` waits for at most 10 s, a preview does
 * not wait. `undefined` while there is none. In a Swarm all servers share one CA, which is made with
 * the entry point.
 *
 * @param after values that must be known first, such as the `containerNames` of a service.
 * @example
 * export const root = rootCertificate(entry, shop.containerNames);
 */
export function rootCertificate(
  entry: CaddyProxy,
  after?: pulumi.Input<unknown>,
): pulumi.Output<string | undefined> {
  if (entry.caCertificate !== undefined) return entry.caCertificate;
  const known = pulumi.all([hostOf(entry), entry.containerId, entry.ready.urn, after]);
  return known.apply(([host, container]) => {
    const timeout = pulumi.runtime.isDryRun() ? 0 : PATIENCE;
    return poll(() => readFile(connect(host), container, FILE), { interval: INTERVAL, timeout });
  });
}
