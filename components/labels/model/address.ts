import { isIP, isIPv6 } from "node:net";
import type { Argument } from "./argument";

/** The parts of a site's address. */
export interface Address {
  readonly scheme?: string;
  /** An empty string matches every host. */
  readonly host: string;
  readonly port?: string;
}

const ADDRESS = /^(?:([a-z0-9+.-]+):\/\/)?(.*?)(?::(\d+))?$/;
const DEFAULT_PORT: Readonly<Record<string, string>> = { http: "80", https: "443" };

/** Splits an address that {@link addressProblem} accepts. */
export function parseAddress(address: string): Address {
  const [, scheme, host = "", port] = ADDRESS.exec(address) ?? [];
  return { scheme, host, port };
}

/**
 * The canonical spelling of an address: lower case, without the default scheme and port. The plugin
 * merges only sites with equal spellings, and Caddy serves only the first of two spellings. With a port
 * of its own, an address keeps `https://`, without which Caddy may serve it beside plain http.
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
  if (port === undefined || port === "443") return host;
  return scheme === undefined ? `${host}:${port}` : `${scheme}://${host}:${port}`;
}

/** An address as Caddy tells sites apart: it serves only the first of two sites that are equal in this. */
export function siteAddress(address: Argument): Argument {
  if (typeof address !== "string") return address;
  const { scheme, host } = parseAddress(address);
  return scheme === "https" && host !== "" ? address.slice("https://".length) : address;
}

/** Why a string is not the address of a site, and the fix; `undefined` if it is one. */
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

/** Whether a string is a port, 1 to 65535. */
export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}

/** Whether Caddy gets a certificate for the address. */
export function isServedOverTls(address: string): boolean {
  const { scheme, host, port } = parseAddress(address);
  return scheme === "https" || (scheme !== "http" && host !== "" && port !== "80");
}

function contradiction({ scheme, port }: Address): string | undefined {
  if (scheme === "http" && port === "443") return "has scheme http and port 443; drop one";
  if (scheme === "https" && port === "80") return "has scheme https and port 80; drop one";
  return undefined;
}

const LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
const HOST = new RegExp(`^(\\*\\.)*${LABEL}(\\.${LABEL})*$`);

/** Why a string is not the host of a site, and the fix; `undefined` if it is one. */
export function hostProblem(host: string): string | undefined {
  if (host.includes("://")) return `is a URL; write the host alone, "${withoutScheme(host)}"`;
  if (host.includes("/")) return `has a path; write the host alone, "${host.split("/")[0]}"`;
  if (/:\d+$/.test(host) && !isBracketed(host)) {
    return `has a port; ports belong to the proxy, write "${host.replace(/:\d+$/, "")}"`;
  }
  if (host !== host.toLowerCase()) return `has capitals; write "${host.toLowerCase()}"`;
  if (host.length > 253) return "is longer than the 253 characters a domain name may have";
  if (host === "*")
    return 'matches only names without a dot; write "http://" or "https://" for every host';
  if (!HOST.test(host) && !isBracketed(host)) {
    return 'is not a domain name: letters, digits and "-" between dots, "*." at most at the start';
  }
  return undefined;
}

/** Whether a host is an IPv6 address in brackets. */
function isBracketed(host: string): boolean {
  return host.startsWith("[") && host.endsWith("]") && isIPv6(host.slice(1, -1));
}

/** Whether the host of an address has a name that only the Docker host or its network knows. */
export function hasLocalName(address: string): boolean {
  return /(^|\.)(localhost|local|internal|home\.arpa)$/.test(parseAddress(address).host);
}

/** Domains that are in no public DNS. */
const RESERVED = /(^|\.)(localhost|local|internal|home\.arpa|test|invalid|example)$/;

/** Whether a host has a name that can be in public DNS, so that a public CA may certify it. */
export function isPublicName(host: string): boolean {
  const name = host.replace(/^(\*\.)+/, "");
  return name.includes(".") && isIP(name) === 0 && !RESERVED.test(name);
}

function withoutScheme(url: string): string {
  return url.replace(/^[^:]*:\/\//, "").replace(/[/:].*$/, "");
}
