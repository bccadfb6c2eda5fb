import { list, object } from "../../code/code";
import { fieldOf, itemsOf, type Located, textOf } from "../../compose/tree";
import type { Target } from "../target";

/** A published port of compose's. */
export interface GivenPort {
  readonly target: number;
  readonly published?: number;
  readonly hostIp?: string;
  readonly protocol: string;
}

/** Reads an entry of `ports`: several for a range. */
export function portsOf(node: Located): GivenPort[] {
  const short = textOf(node);
  if (short === undefined) {
    const published = textOf(fieldOf(node, "published"));
    return expand(
      textOf(fieldOf(node, "target")) ?? "",
      published,
      textOf(fieldOf(node, "host_ip")),
      textOf(fieldOf(node, "protocol")) ?? "tcp",
    );
  }
  const [rest = "", protocol = "tcp"] = short.split("/");
  const [, ip, published, target = ""] =
    /^(?:(\[[^\]]*\]|[^:]*):)??(?:([\d-]*):)?([\d-]+)$/.exec(rest) ?? [];
  return expand(target, published, ip?.replace(/^\[|\]$/g, ""), protocol);
}

function expand(
  target: string,
  published: string | undefined,
  hostIp: string | undefined,
  protocol: string,
): GivenPort[] {
  const targets = range(target);
  const ports = published === undefined || published === "" ? [] : range(published);
  return targets.map((each, index) => ({
    ...{ target: each, published: ports[index], protocol },
    ...(hostIp === undefined || hostIp === "" ? {} : { hostIp }),
  }));
}

function range(text: string): number[] {
  const [first = 0, last = first] = text.split("-").map(Number);
  return Array.from({ length: Math.max(1, last - first + 1) }, (_, index) => first + index);
}

/** `ports`; compose publishes on all addresses of the Docker host. */
export function carryPorts(node: Located, to: Target): void {
  const ports = itemsOf(node).flatMap(portsOf);
  if (ports.length === 0) return;
  to.set(
    "ports",
    list(
      ports.map(({ target, published, hostIp = "0.0.0.0", protocol }) =>
        object({
          ...{ target, published, hostIp: hostIp === "127.0.0.1" ? undefined : hostIp },
          protocol: protocol === "udp" ? "udp" : undefined,
        }),
      ),
    ),
  );
}
