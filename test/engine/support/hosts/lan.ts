import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { attempt, command } from "./command";
import { lease } from "./lease";
import { removeLan } from "./leftovers";
import { addressOf, bridgeOf, forwardingRule, hostName } from "./names";

/** A bridge on this machine, for hosts that reach each other. */
export interface Lan {
  /** This machine's address on it. */
  readonly address: string;
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
  await command("ip", "link", "set", bridge, "up");
  await command("iptables", "-I", ...forwardingRule(number));
  let hosts = 0;
  return {
    address: addressOf(number, 0),
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
  await there("link", "set", "lo", "up");
  await there("link", "set", "eth0", "up");
  await there("route", "add", "default", "via", addressOf(number, 0));
  // `ip netns exec` would hide the mounts of the cgroups.
  return { name, address, dir, run, enter: [`--net=/run/netns/${name}`, "--"] };
}
