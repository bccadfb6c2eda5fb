import { parseAddress } from "../model/address";
import type { Argument } from "../model/argument";
import type { Directive } from "../model/directive";
import type { Routing, Site } from "../model/routing";
import type { ProgramContainer } from "./shared";

/** An address that a port serves, and the container that declares it, if there are several. */
interface Served {
  readonly address: string;
  readonly container?: string;
}

/** The first address of a port for plain http and for TLS. */
interface Port {
  plain?: Served;
  tls?: Served;
}

/** Ports with plain http and TLS, which Caddy refuses or takes for TLS alone. */
export class Ports {
  private readonly byNumber = new Map<string, Port>();
  private readonly httpPort: string;

  /** @param global the global options of all containers. */
  constructor(global: readonly Directive[] = []) {
    const option = global.find(({ name }) => name === "http_port");
    this.httpPort = String(option?.args[0] ?? "80");
  }

  /** Adds the sites of a container. Returns the problems with those before them. */
  add({ sites = [] }: Routing, container?: string): string[] {
    return sites
      .filter((site) => !has(site, "bind"))
      .flatMap((site) => this.addSite(site, container));
  }

  private addSite(site: Site, container?: string): string[] {
    return site.addresses.flatMap((address) => {
      if (!hasOwnPort(address)) return [];
      const { scheme, host, port = "" } = parseAddress(address);
      const isAnyHost = scheme === undefined && host === "";
      const isPlain =
        scheme === "http" || port === this.httpPort || (isAnyHost && !has(site, "tls"));
      return this.addAddress(port, isPlain ? "plain" : "tls", { address, container });
    });
  }

  private addAddress(number: string, kind: keyof Port, served: Served): string[] {
    const port = this.byNumber.get(number) ?? {};
    this.byNumber.set(number, port);
    if (port[kind] !== undefined) return [];
    port[kind] = served;
    const { plain, tls } = port;
    return plain === undefined || tls === undefined ? [] : [problemOf(number, plain, tls)];
  }
}

/** Whether an address has a port that is not Caddy's for plain http or TLS, which have one meaning. */
function hasOwnPort(address: Argument): address is string {
  return typeof address === "string" && /:\d+$/.test(address) && !/:(80|443)$/.test(address);
}

function has({ directives }: Site, name: string): boolean {
  return directives.some((word) => word.name === name);
}

function problemOf(number: string, plain: Served, tls: Served): string {
  const problem =
    `port ${number} is for plain http at "${plain.address}" and for TLS at "${tls.address}", ` +
    "which Caddy refuses. Use two ports.";
  if (plain.container === undefined || tls.container === undefined) return problem;
  if (plain.container === tls.container) return `container "${plain.container}": ${problem}`;
  return `containers "${plain.container}" and "${tls.container}": ${problem}`;
}

/** Reports a port of a container that another one uses for the other of plain http and TLS. */
export function checkPortsBeside(
  newcomer: ProgramContainer,
  others: readonly ProgramContainer[],
): string[] {
  const ports = new Ports();
  const addresses = newcomer.routing.sites?.flatMap((site) => site.addresses) ?? [];
  if (!addresses.some(hasOwnPort)) return [];
  for (const { routing, name } of others) ports.add(routing, name);
  return ports.add(newcomer.routing, newcomer.name);
}
