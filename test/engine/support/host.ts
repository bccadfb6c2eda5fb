import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "../../../components/docker/client";
import type { Engine } from "../../../components/docker/engine";
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

/** What a further Docker host has. */
export interface HostOptions {
  /** The bridge it is on. Default: one of its own. */
  readonly lan?: Lan;
  /** Images of this machine's engine that it has, too. Default: none. */
  readonly images?: readonly string[];
  /** Whether its engine listens on its address, with TLS and client certificates. */
  readonly tls?: boolean;
  /** Whether it has an sshd. */
  readonly ssh?: boolean;
  /** More arguments for `dockerd`. */
  readonly args?: readonly string[];
}

/** A Docker host in a network namespace of this machine, with a real engine. */
export interface Host {
  /** Its address, which only this machine and hosts of the same bridge reach. */
  readonly address: string;
  /** Name of its network namespace. */
  readonly namespace: string;
  /** `unix://` address of its engine. */
  readonly url: string;
  readonly tls?: TlsAccess;
  readonly ssh?: SshAccess;
  /** A client of its engine. */
  readonly engine: Engine;
  /** Runs `docker …` there, and gives what it printed. */
  docker(...args: string[]): Promise<string>;
  /** Gives it images of this machine's engine. */
  load(images: readonly string[]): Promise<void>;
  /** Ends its engine at once, as a crash does; its containers go on until it starts again. */
  kill(): Promise<void>;
  /** Starts its engine again. */
  start(): Promise<void>;
  /** Removes it, in whatever state it is. */
  stop(): Promise<void>;
}

/** Starts a further Docker host. Needs root. What could not be started is removed again. */
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

/** Hands images of this machine's engine over. */
async function load(url: string, images: readonly string[]): Promise<void> {
  if (images.length === 0) return;
  const save = spawn("docker", ["save", ...images], { stdio: ["ignore", "pipe", "inherit"] });
  const stdio = [save.stdout, "ignore", "inherit"] as const;
  const taken = spawn("docker", ["--host", url, "load"], { stdio: [...stdio] });
  const [[saved], [loaded]] = await Promise.all([once(save, "exit"), once(taken, "exit")]);
  if (saved !== 0 || loaded !== 0) throw new Error(`can't hand ${images.join(", ")} to ${url}`);
}
