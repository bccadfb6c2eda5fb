import { fieldOf, itemsOf, type Located, textOf } from "../../compose/tree";
import { portsOf } from "../carriers/ports";
import type { Target } from "../target";

/** Sets the ports and the address of the Docker host that lead to the proxy. */
export function carryPublished(service: Located, to: Target): void {
  const node = fieldOf(service, "ports");
  const ports = itemsOf(node).flatMap(portsOf);
  const of = (target: number) => ports.find((port) => port.target === target);
  for (const [target, argument] of [
    [80, "httpPort"],
    [443, "httpsPort"],
  ] as const) {
    const published = of(target)?.published;
    if (published !== undefined && published !== target) to.set(argument, published);
  }
  const host = textOf(fieldOf(service, "network_mode")) === "host";
  const address = (of(443) ?? of(80))?.hostIp ?? (ports.length > 0 || host ? "0.0.0.0" : undefined);
  if (address !== undefined && address !== "127.0.0.1") to.set("address", address);
  if (host)
    to.note(
      service.at,
      "network_mode",
      'publish: "host-network" is its argument; with ports, the proxy and services share a network.',
    );
  for (const { target, published } of ports) {
    if (target === 80 || target === 443 || node === undefined) continue;
    to.left(
      node.at,
      "ports",
      `${published ?? target}:${target}: the entry point publishes httpPort and httpsPort only.`,
    );
  }
}
