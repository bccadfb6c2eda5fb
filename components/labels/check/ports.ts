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

/** The first addresses of a port that mean plain http or TLS, in the order in which Caddy takes them. */
interface Port {
  /** Of plain http. */
  plain?: Served;
  /** Of https, or with settings of TLS, which are those of the whole port. */
  tls?: Served;
  /** With a certificate: Caddy serves the whole port over TLS. */
  certified?: Served;
  /** Of every host, without a scheme: of plain http unless the port has settings of TLS. */
  open?: Served;
  hasSettings?: true;
}

/** Ports with plain http and TLS, which Caddy refuses or serves over TLS alone. */
export class Ports {
  private readonly byNumber = new Map<string, Port>();
  private readonly contradictions: string[] = [];
  private readonly httpPort: string;
  private readonly httpsPort: string;

  /** @param global the global options of all containers. */
  constructor(global: readonly Directive[] = []) {
    const option = (wanted: string) => global.find(({ name }) => name === wanted)?.args[0];
    this.httpPort = String(option("http_port") ?? "80");
    this.httpsPort = String(option("https_port") ?? "443");
  }

  /** Adds the sites of a container. */
  add({ sites = [] }: Routing, container?: string): void {
    for (const site of sites) {
      if (!site.directives.some(({ name }) => name === "bind")) this.addSite(site, container);
    }
  }

  /** The ports in conflict, a sentence each. */
  problems(): string[] {
    const found = [...this.byNumber].flatMap(([number, port]) => problemOf(number, port) ?? []);
    return [...this.contradictions, ...found];
  }

  private addSite({ addresses, directives }: Site, container?: string): void {
    const tls = directives.find(({ name }) => name === "tls");
    const hasSettings = tls !== undefined && setsPolicy(tls);
    for (const address of addresses.filter(hasOwnPort)) {
      const { scheme, host, port: number = "" } = parseAddress(address);
      const port = this.byNumber.get(number) ?? {};
      this.byNumber.set(number, port);
      const served = { address, container };
      const other = scheme === "http" ? this.httpsPort : scheme && this.httpPort;
      if (number === other) this.contradictions.push(contradiction(served, scheme ?? ""));
      if (hasSettings) port.hasSettings = true;
      const isPlain = scheme === "http" || number === this.httpPort;
      const isTls = !isPlain && (scheme === "https" || number === this.httpsPort);
      if (isPlain) port.plain ??= served;
      if (isTls || hasSettings) port.tls ??= served;
      else if (!isPlain) {
        if (host === "") port.open ??= served;
        if (host !== "" || tls !== undefined) port.certified ??= served;
      }
    }
  }
}

/** Subdirectives and arguments of `tls` that are settings of its connections, not of certificates. */
const SETTINGS = new Set(
  "protocols ciphers curves alpn client_auth insecure_secrets_log force_automate".split(" "),
);

/** Whether a `tls` makes a policy for connections: two files of a certificate do so as well. */
function setsPolicy({ args, block = [] }: Directive): boolean {
  const words = [...args, ...block.map(({ name }) => name)];
  return args.length === 2 || words.some((word) => typeof word === "string" && SETTINGS.has(word));
}

/** Whether an address has a port that is not Caddy's for plain http or TLS, which have one meaning. */
function hasOwnPort(address: Argument): address is string {
  return typeof address === "string" && /:\d+$/.test(address) && !/:(80|443)$/.test(address);
}

/** The conflict of a port. */
function problemOf(number: string, port: Port): string | undefined {
  const { plain, tls, certified, open, hasSettings } = port;
  const refused = plain ?? (hasSettings ? undefined : open);
  if (refused !== undefined && tls !== undefined) return told(number, refused, tls, "refuses");
  if (plain === undefined || certified === undefined) return undefined;
  return told(number, plain, certified, "serves over TLS alone");
}

/** Caddy refuses a port of an address that is the global option for the other scheme. */
function contradiction({ address, container }: Served, scheme: string): string {
  const option = scheme === "http" ? "https_port" : "http_port";
  const where = container === undefined ? "" : `container "${container}": `;
  return `${where}address "${address}" has scheme ${scheme} and the port of the global option ${option}. Drop one.`;
}

function told(number: string, plain: Served, tls: Served, verdict: string): string {
  const problem =
    `port ${number} is for plain http at "${plain.address}" and for TLS at "${tls.address}", ` +
    `which Caddy ${verdict}. Use two ports.`;
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
  const before = new Set(ports.problems());
  ports.add(newcomer.routing, newcomer.name);
  return ports.problems().filter((problem) => !before.has(problem));
}
