import type { Routing } from "../../labels";
import { type Problem, problem } from "../../schema/problems";

/** A route by port and, where it has hosts, by the name that TLS carries. */
export interface TcpRoute {
  /** The component, as messages name it. */
  readonly owner: string;
  readonly port: number;
  /** None for a service that has the port to itself. */
  readonly hosts: readonly string[];
}

/** The TCP services behind one entry point. Each connection must lead to one of them. */
export class TcpRoutes {
  private readonly routes: TcpRoute[];

  /** @param routing the entry point's own, which may have routes of layer 4. */
  constructor({ global = [] }: Routing = {}) {
    const blocks = global.filter(({ name }) => name === "layer4").flatMap(({ block }) => block);
    const addresses = blocks.flatMap(({ name, args }) => [name, ...args]);
    this.routes = addresses.flatMap(portsOf).map((port) => ({ owner: OWN, port, hosts: [] }));
  }

  /** Reserves a port, or names on it; returns a problem for each that another component has. */
  claim(route: TcpRoute): Problem[] {
    const problems = this.problems(route);
    if (problems.length === 0) this.routes.push(route);
    return problems;
  }

  private problems(route: TcpRoute): Problem[] {
    const beside = this.routes.filter(({ port }) => port === route.port);
    const other = beside.find(({ hosts }) => hosts.length === 0) ?? beside[0];
    if (other !== undefined && (route.hosts.length === 0 || other.hosts.length === 0)) {
      return [problem("port", portProblem(route.port, other))];
    }
    return route.hosts.flatMap((host, index) => {
      const has = beside.find(({ hosts }) => hosts.includes(host));
      if (has === undefined) return [];
      return [problem(`hosts[${index}]`, hostProblem(route.port, host, has))];
    });
  }
}

/** Who has the ports of the entry point's own routing, as messages name it. */
const OWN = "the entry point's routing.global";

/** The ports of a listener's address: `:5432`, `tcp/0.0.0.0:5432` or `:5432-5440`. UDP has ports of its own. */
function portsOf(address: unknown): number[] {
  const [, first, last = first] = /:(\d+)(?:-(\d+))?$/.exec(String(address)) ?? [];
  if (first === undefined || String(address).startsWith("udp/")) return [];
  const count = Math.min(Number(last) - Number(first) + 1, 65_536);
  return Array.from({ length: count }, (_, index) => Number(first) + index);
}

function portProblem(port: number, { owner, hosts }: TcpRoute): string {
  const names = hosts.length === 0 ? "without hosts" : `for ${hosts.join(", ")}`;
  return (
    `must lead to one service, or to services that all have hosts, got ${port}, which ${owner} has ${names}. ` +
    "Take another of the entry point's tcpPorts, or give each of them hosts and tls."
  );
}

function hostProblem(port: number, host: string, { owner }: TcpRoute): string {
  return (
    `must be a name of one service on port ${port}, got ${JSON.stringify(host)}, which ${owner} has. ` +
    "Write another name, or another port."
  );
}
