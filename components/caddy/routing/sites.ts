import {
  type Argument,
  acme,
  internal,
  isPublicName,
  isServedOverTls,
  join,
  parseAddress,
  type Site,
  site,
  type TlsOptions,
  tls,
} from "../../labels";
import { type Problem, problem } from "../../schema/problems";
import { certifiesOwnNames } from "../tls/acme";
import { certificateDirective, type TlsPolicy } from "../tls/tls";
import { TlsMode } from "../tls/tls-mode";

/** The ports of an entry point. */
export interface EntryPorts {
  readonly httpPort: number;
  readonly httpsPort: number;
}

/** The site with a certificate by this policy, unless it has a `tls` directive. */
export function withCertificate(given: Site, { mode, files, acme: account }: TlsPolicy): Site {
  const { addresses, directives } = given;
  if (directives.some(({ name }) => name === "tls")) return given;
  if (mode === TlsMode.Off) return site(addresses.map(overHttp), ...directives);
  if (!addresses.some(isOverTls)) return given;
  if (mode === TlsMode.Acme) {
    const named = certifiesOwnNames(account) && addresses.some(hasOwnName);
    return named ? site(addresses, ...directives, tls(acme())) : given;
  }
  if (mode === TlsMode.Internal) return site(addresses, ...directives, tls(internal()));
  return files === undefined ? given : site(addresses, ...directives, certificateDirective(files));
}

/** The site with TLS options beside its certificate. */
export function withTlsOptions({ addresses, directives }: Site, options: TlsOptions): Site {
  const own = directives.find(({ name }) => name === "tls") ?? { args: [], block: [] };
  return site(addresses, ...directives.filter((each) => each !== own), tls(own, options));
}

/** The URLs of these hosts, one each. */
export function routeUrls(
  hosts: readonly string[],
  entry: EntryPorts,
  { mode }: TlsPolicy,
): string[] {
  return hosts.map((host) => url(mode === TlsMode.Off ? "http" : "https", host, undefined, entry));
}

/**
 * The URLs of these sites, one for each address with a host that is known before the deployment.
 */
export function siteUrls(sites: readonly Site[], entry: EntryPorts): string[] {
  return sites
    .flatMap(({ addresses }) => addresses)
    .filter((address) => typeof address === "string")
    .filter((address) => parseAddress(address).host !== "")
    .map((address) => {
      const { host, port } = parseAddress(address);
      return url(isServedOverTls(address) ? "https" : "http", host, port, entry);
    });
}

function url(
  scheme: "http" | "https",
  host: string,
  given: string | undefined,
  { httpPort, httpsPort }: EntryPorts,
): string {
  const [usual, own] = scheme === "http" ? ["80", httpPort] : ["443", httpsPort];
  const port = given ?? String(own);
  return `${scheme}://${host}${port === usual ? "" : `:${port}`}`;
}

function isOverTls(address: Argument): boolean {
  return typeof address !== "string" || isServedOverTls(address);
}

/**
 * The problems of sites that {@link withCertificate} leaves to a public CA, and that have names which none certifies.
 * An import may bring a `tls`.
 */
export function siteProblems(sites: readonly Site[] = []): Problem[] {
  return sites.flatMap(({ addresses, directives }) =>
    directives.some(({ name }) => name === "tls" || name === "import")
      ? []
      : addresses
          .filter(hasOwnName)
          .map((address) => problem("", `site "${address}": ${NO_PUBLIC_CA}`)),
  );
}

const NO_PUBLIC_CA =
  "must have a name in public DNS, where a public CA certifies it. Give it tls(internal()), or give the entry " +
  'point\'s ACME account the "ca" of a server of your own.';

/** Whether Caddy would take its own CA for an address, whatever CA the account has. */
function hasOwnName(address: Argument): boolean {
  if (typeof address !== "string" || !isServedOverTls(address)) return false;
  const { host } = parseAddress(address);
  return host !== "" && !isPublicName(host);
}

function overHttp(address: Argument): Argument {
  if (typeof address !== "string") return join("http://", address);
  const { scheme, host, port } = parseAddress(address);
  return scheme === undefined && port === undefined && host !== "" ? `http://${host}` : address;
}
