import type * as pulumi from "@pulumi/pulumi";
import { connect } from "../../docker/host/client";
import { migratesConnections } from "../../docker/host/kernel";
import { hostOf } from "../../provider/host-of";
import type { EntryPoint } from "./deployment";

/**
 * The kernel parameters of a container that serves on a network of its own.
 *
 * A reload of Caddy opens new listeners and closes the old ones, and Linux resets the connections that wait there to
 * be accepted. With `net.ipv4.tcp_migrate_req` it moves them to a new listener. None where the kernel lacks it, or
 * where the Docker host does not answer.
 */
export function servingSysctls(
  entry: EntryPoint,
): pulumi.Output<Record<string, string> | undefined> {
  return hostOf(entry).apply(async (host) => {
    const moves = await migratesConnections(connect(host)).catch(() => false);
    return moves ? { "net.ipv4.tcp_migrate_req": "1" } : undefined;
  });
}
