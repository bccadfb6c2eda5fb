import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "../../../components/docker/host/client";
import type { Engine } from "../../../components/docker/host/engine";
import { command } from "./hosts/command";
import type { Daemon } from "./hosts/daemon";
import {
  prepareTls,
  socketOf,
  startContainerd,
  startDockerd,
  type TlsAccess,
} from "./hosts/dockerd";
import { type Lan, startLan } from "./hosts/lan";
import { removeHost } from "./hosts/leftovers";
import { type SshAccess, startSshd } from "./hosts/sshd";

export { makeAuthority } from "./hosts/authority";
export { type Lan, startLan } from "./hosts/lan";
export { makeKey, writeKnownHosts } from "./hosts/sshd";

/** Options of another Docker host. */
export interface HostOptions {
  /** The host's bridge. Default: a new one. */
  readonly lan?: Lan;
  /** Images to copy from this machine's engine. Default: none. */
  readonly images?: readonly string[];
  /** Whether the engine listens on the host's address, with TLS and client certificates. */
  readonly tls?: boolean;
  /** Whether an sshd runs there. */
  readonly ssh?: boolean;
  /** More arguments for `dockerd`. */
  readonly args?: readonly string[];
}

/** A Docker host in a network namespace of this machine, with a real engine. */
export interface Host {
  /** The host's address, which only this machine and hosts on the same bridge reach. */
  readonly address: string;
  /** Name of its network namespace. */
  readonly namespace: string;
  /** The arguments of `nsenter` that run a program there, with its engine on the default socket. */
  readonly enter: readonly string[];
  /** `unix://` address of its engine. */
  readonly url: string;
  readonly tls?: TlsAccess;
  readonly ssh?: SshAccess;
  /** A client of its engine. */
  readonly engine: Engine;
  /** Runs `docker …` there, and returns its output. */
  docker(...args: string[]): Promise<string>;
  /** Copies images of this machine's engine there. */
  load(images: readonly string[]): Promise<void>;
  /** Kills its engine, as a crash does; its containers keep running until it starts again. */
  kill(): Promise<void>;
  /** Starts its engine again. */
  start(): Promise<void>;
  /** Removes the host in any state. */
  stop(): Promise<void>;
}

/** Starts another Docker host. Needs root. If it fails, it removes the parts that it started. */
export async function startHost(options: HostOptions = {}): Promise<Host> {
  const lan = options.lan ?? (await startLan());
  const plug = await lan.plug();
  const stop = () => (options.lan === undefined ? lan.remove() : removeHost(plug.name, plug.dir));
  try {
    const url = socketOf(plug);
    const [tls, tlsArgs] = options.tls === true ? await prepareTls(plug) : [undefined, []];
    const inside = await startContainerd(plug);
    const start = () => startDockerd(inside, tlsArgs, options.args ?? []);
    let dockerd: Daemon = await start();
    const ssh = options.ssh === true ? await startSshd(inside) : undefined;
    await load(url, options.images ?? []);
    return {
      address: plug.address,
      namespace: plug.name,
      enter: inside.enter,
      url,
      tls,
      ssh,
      engine: connect({ url }),
      docker: (...args) => command("docker", "--host", url, ...args),
      load: (images) => load(url, images),
      kill: () => dockerd.kill(),
      async start() {
        dockerd = await start();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Copies images of this machine's engine to another. */
async function load(url: string, images: readonly string[]): Promise<void> {
  if (images.length === 0) return;
  const save = spawn("docker", ["save", ...images], { stdio: ["ignore", "pipe", "inherit"] });
  const stdio = [save.stdout, "ignore", "inherit"] as const;
  const taken = spawn("docker", ["--host", url, "load"], { stdio: [...stdio] });
  const [[saved], [loaded]] = await Promise.all([once(save, "exit"), once(taken, "exit")]);
  if (saved !== 0 || loaded !== 0) throw new Error(`can't copy ${images.join(", ")} to ${url}`);
}
