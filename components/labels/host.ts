const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const HOST = new RegExp(`^(\\*\\.)?${LABEL}(\\.${LABEL})*$`);

/** What keeps a text from being the host of a site, and the fix; `undefined` when nothing does. */
export function hostProblem(host: string): string | undefined {
  if (host.includes("://")) return `is a URL; write the host alone, "${withoutScheme(host)}"`;
  if (host.includes("/")) return `has a path; write the host alone, "${host.split("/")[0]}"`;
  if (/:\d+$/.test(host)) {
    return `has a port; ports belong to the proxy, write "${host.replace(/:\d+$/, "")}"`;
  }
  if (host !== host.toLowerCase()) return `has capitals; write "${host.toLowerCase()}"`;
  if (host.length > 253) return "is longer than the 253 characters a domain name may have";
  if (!HOST.test(host)) {
    return 'is not a domain name: letters, digits and "-" between dots, "*." at most at the start';
  }
  return undefined;
}

function withoutScheme(url: string): string {
  return url.replace(/^[^:]*:\/\//, "").replace(/[/:].*$/, "");
}
