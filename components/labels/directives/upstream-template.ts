import { isPort } from "../model/address";
import type { Argument } from "../model/argument";

/** Checks a template that names the labelled container's own addresses. */
export function upstreamTemplate(upstream: Argument): string | undefined {
  if (typeof upstream === "string" || !("template" in upstream)) return undefined;
  const [name, ...options] = upstream.template.split(/\s+/);
  if (name !== "upstreams") return undefined;
  const other = options.find((option) => !/^(http|https|h2c|-?\d+)$/.test(option));
  if (other !== undefined) {
    return `must have a scheme and a port in its template, got ${other}. Write upstreams(80, "http").`;
  }
  const scheme = options.find((option) => /^[a-z]/.test(option));
  const port = options.find((option) => /^[\d-]/.test(option));
  if (port !== undefined && !isPort(port)) {
    return `must have a port from 1 to 65535, got ${port}.`;
  }
  if (scheme === "https" && port === "80") return "must not have scheme https and port 80.";
  if (scheme !== "https" && port === "443" && scheme !== undefined) {
    return `must not have scheme ${scheme} and port 443. Write upstreams(443, "https").`;
  }
  return undefined;
}
