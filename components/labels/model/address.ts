import { hostProblem } from "../host";

/** The parts of a site address. */
export interface Address {
  readonly scheme?: string;
  /** Empty for every host. */
  readonly host: string;
  readonly port?: string;
}

const ADDRESS = /^(?:([a-z0-9+.-]+):\/\/)?(.*?)(?::(\d+))?$/;
const DEFAULT_PORT: Readonly<Record<string, string>> = { http: "80", https: "443" };

/** The parts of an address that {@link addressProblem} has nothing against. */
export function parseAddress(address: string): Address {
  const [, scheme, host = "", port] = ADDRESS.exec(address) ?? [];
  return { scheme, host, port };
}

/**
 * The one spelling of an address: lower case, without the scheme and port that Caddy takes anyway.
 * The plugin merges sites only where they are spelled alike, and Caddy serves the first of two
 * spellings only.
 */
export function canonicalAddress(address: string): string {
  const { scheme, host, port } = parseAddress(address.trim().toLowerCase());
  if (host === "" || (scheme !== undefined && DEFAULT_PORT[scheme] === undefined)) {
    return address.trim().toLowerCase();
  }
  const contradicts = scheme !== undefined && contradiction({ scheme, host, port }) !== undefined;
  if (contradicts) return address.trim().toLowerCase();
  if (scheme === "http" || (scheme === undefined && port === "80")) {
    return port === undefined || port === "80" ? `http://${host}` : `http://${host}:${port}`;
  }
  return port === undefined || port === "443" ? host : `${host}:${port}`;
}

/** What keeps a text from being the address of a site, and the fix; `undefined` if nothing does. */
export function addressProblem(address: string): string | undefined {
  if (/^[^/]*:\/\/[^/]*\/|^[^/:]+\//.test(address)) {
    const bare = address.replace(/^([^/]*:\/\/)?([^/]*)\/.*$/, "$1$2");
    return `has a path, which sites of other containers would not share; write "${bare}" and handle("/…", …)`;
  }
  const parts = parseAddress(address);
  if (parts.scheme !== undefined && DEFAULT_PORT[parts.scheme] === undefined) {
    return `has the scheme "${parts.scheme}"; write "http://" or none`;
  }
  if (parts.port !== undefined && !isPort(parts.port)) {
    return `has the port ${parts.port}; write one from 1 to 65535`;
  }
  if (parts.host === "" && parts.port === undefined && parts.scheme === undefined) {
    return 'is empty; write a host, or ":80" for every host on a port';
  }
  return contradiction(parts) ?? (parts.host === "" ? undefined : hostProblem(parts.host));
}

/** Whether a text is a port number, 1 to 65535. */
export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}

/** Whether Caddy would get a certificate for the address. */
export function isServedOverTls(address: string): boolean {
  const { scheme, host, port } = parseAddress(address);
  return scheme === "https" || (scheme !== "http" && host !== "" && port !== "80");
}

function contradiction({ scheme, port }: Address): string | undefined {
  if (scheme === "http" && port === "443") return "has scheme http and port 443; drop one";
  if (scheme === "https" && port === "80") return "has scheme https and port 80; drop one";
  return undefined;
}
