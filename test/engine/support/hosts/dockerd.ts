import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../../../components/docker/host/client";
import { makeAuthority } from "./authority";
import { type Daemon, startDaemon } from "./daemon";
import type { Plug } from "./lan";

const TLS_PORT = 2376;

/** Access to a host with TLS. */
export interface TlsAccess {
  readonly url: string;
  /** Folder of a client's `ca.pem`, `cert.pem` and `key.pem`. */
  readonly certificates: string;
}

/** The URL of a host's engine on this machine. */
export function socketOf({ run }: Plug): string {
  return `unix://${join(run, "docker.sock")}`;
}

const isThere = (url: string) =>
  connect({ url })
    .ping()
    .then(
      () => true,
      () => false,
    );

/** Runs a program with its own `/run`: the folder in the first argument. */
const OWN_RUN = 'mount --bind "$0" /run && exec "$@"';
const SOCKET = "/run/containerd.sock";

/**
 * Starts a containerd for this host alone, so that it does not affect this machine's other engine. A
 * container's `/run/docker.sock` is this host's, too.
 *
 * @returns the host, with the namespaces that its other programs must enter.
 */
export async function startContainerd(plug: Plug): Promise<Plug> {
  const at = (name: string) => join(plug.dir, name);
  const config = at("containerd.toml");
  // This plugin, only for Kubernetes, would listen on a port of the machine.
  writeFileSync(config, 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n');
  const own = ["unshare", "--mount", "--propagation", "private", "sh", "-c", OWN_RUN, plug.run];
  const program = ["containerd", "--config", config, "--address", SOCKET];
  const folders = ["--root", at("runtime"), "--state", "/run/containerd"];
  const { pid } = await startDaemon(
    plug,
    "containerd",
    [...own, ...program, ...folders],
    async () => existsSync(join(plug.run, "containerd.sock")),
  );
  return { ...plug, enter: [`--mount=/proc/${pid}/ns/mnt`, ...plug.enter] };
}

/** Starts the engine. With certificates it listens on its address, too. */
export function startDockerd(
  plug: Plug,
  tls: readonly string[],
  more: readonly string[],
): Promise<Daemon> {
  const at = (name: string) => join(plug.dir, name);
  const own = [
    ...["--host", "unix:///run/docker.sock", "--containerd", SOCKET, "--data-root", at("data")],
    // This cgroup marks the processes that this engine starts.
    ...["--cgroup-parent", `/${plug.name}`, "--exec-opt", "native.cgroupdriver=cgroupfs"],
    // Otherwise it would read the configuration of this machine's engine.
    ...["--config-file", at("daemon.json")],
  ];
  writeFileSync(at("daemon.json"), "{}\n");
  return startDaemon(plug, "dockerd", ["dockerd", ...own, ...tls, ...more], () =>
    isThere(socketOf(plug)),
  );
}

/** Makes certificates, and the engine's arguments for them. */
export async function prepareTls({ dir, address }: Plug): Promise<[TlsAccess, string[]]> {
  const authority = await makeAuthority(join(dir, "tls"));
  const server = await authority.issue("server", address);
  const certificates = await authority.issue("client");
  const args = [
    ...["--host", `tcp://${address}:${TLS_PORT}`, "--tlsverify"],
    ...["--tlscacert", join(server, "ca.pem")],
    ...["--tlscert", join(server, "cert.pem"), "--tlskey", join(server, "key.pem")],
  ];
  return [{ url: `tcp://${address}:${TLS_PORT}`, certificates }, args];
}
