import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { attempt, command } from "./command";
import { lease } from "./lease";
import { removeLan } from "./leftovers";
import { address6Of, addressOf, bridgeOf, forwardingRule, hostName } from "./names";

/** A bridge on this machine, for hosts that reach each other. */
export interface Lan {
  /** This machine's address on it. */
  readonly address: string;
  /** This machine's IPv6 address on it, where the kernel has IPv6. */
  readonly address6: string;
  /** Adds a network namespace. */
  plug(): Promise<Plug>;
  /** Removes the bridge and every host on it. */
  remove(): Promise<void>;
}

/** A network namespace with an address. */
export interface Plug {
  /** The name of the namespace, for `ip netns`, and of its veth's end at the bridge. */
  readonly name: string;
  readonly address: string;
  /** The IPv6 address, where the kernel has IPv6. */
  readonly address6: string;
  /** A folder for the programs that run there. */
  readonly dir: string;
  /** The folder that is `/run` there, with the engine's socket. */
  readonly run: string;
  /** The arguments of `nsenter` that run a program there. */
  readonly enter: readonly string[];
}

/** Makes a bridge without hosts. */
export async function startLan(): Promise<Lan> {
  const { number, dir } = await lease();
  const bridge = bridgeOf(number);
  await attempt("ip", "link", "delete", bridge);
  await command("ip", "link", "add", bridge, "type", "bridge");
  await command("ip", "address", "add", `${addressOf(number, 0)}/24`, "dev", bridge);
  const address6 = address6Of(number, 0);
  // Without `nodad` the address could not be used for a second.
  await attempt("ip", "address", "add", `${address6}/64`, "dev", bridge, "nodad");
  await command("ip", "link", "set", bridge, "up");
  await command("iptables", "-I", ...forwardingRule(number));
  let hosts = 0;
  return {
    address: addressOf(number, 0),
    address6,
    async plug() {
      hosts += 1;
      return plug(number, hosts, dir);
    },
    remove: () => removeLan(number, dir),
  };
}

async function plug(number: number, host: number, lanDir: string): Promise<Plug> {
  const name = hostName(number, host);
  const address = addressOf(number, host);
  const dir = join(lanDir, `h${host}`);
  const run = join(dir, "run");
  mkdirSync(run, { recursive: true });
  await command("ip", "netns", "add", name);
  const cable = ["type", "veth", "peer", "name", "eth0", "netns", name];
  await command("ip", "link", "add", name, ...cable);
  await command("ip", "link", "set", name, "master", bridgeOf(number), "up");
  const there = (...args: string[]) => command("ip", "-netns", name, ...args);
  await there("address", "add", `${address}/24`, "dev", "eth0");
  const address6 = address6Of(number, host);
  await attempt("ip", "-netns", name, "address", "add", `${address6}/64`, "dev", "eth0", "nodad");
  await there("link", "set", "lo", "up");
  await there("link", "set", "eth0", "up");
  await there("route", "add", "default", "via", addressOf(number, 0));
  // `ip netns exec` would hide the mounts of the cgroups.
  return { name, address, address6, dir, run, enter: [`--net=/run/netns/${name}`, "--"] };
}
