import { type Encoding, encode } from "./directives/encode";
import { handle, handleErrors, handlePath, type Routes, route } from "./directives/handle";
import { header, type ResponseHeaderChanges } from "./directives/headers";
import { importSnippet } from "./directives/import";
import { type LogOptions, log } from "./directives/log";
import { type RedirectStatus, redir, respond } from "./directives/respond";
import { reverseProxy } from "./directives/reverse-proxy";
import { type Certificates, type TlsOptions, tls } from "./directives/tls";
import { canonicalAddress } from "./model/address";
import type { Argument } from "./model/argument";
import { byName, type Directive } from "./model/directive";
import type { StatusClass } from "./model/matcher";
import type { Site, Snippet } from "./model/routing";

/**
 * A site under construction. Each call gives a new value and leaves the old one as it is; the value
 * itself is plain data, equal to the one that its labels are parsed to.
 */
export class SiteBuilder implements Site {
  constructor(
    readonly addresses: readonly Argument[],
    readonly directives: readonly Directive[],
  ) {}

  /** The site with these directives too, whichever they are. */
  with(...directives: readonly Directive[]): SiteBuilder {
    return new SiteBuilder(this.addresses, byName([...this.directives, ...directives]));
  }

  /** Directives for matching requests, exclusively: see `handle`. */
  handle(...routes: Routes): SiteBuilder {
    return this.with(handle(...routes));
  }

  /** Directives for a path, whose fixed beginning is taken off: see `handlePath`. */
  handlePath(path: string, ...directives: readonly Directive[]): SiteBuilder {
    return this.with(handlePath(path, ...directives));
  }

  /** Directives in the order in which they are written: see `route`. */
  route(...routes: Routes): SiteBuilder {
    return this.with(route(...routes));
  }

  /** Directives for the answer to errors: see `handleErrors`. */
  handleErrors(
    status: readonly (number | StatusClass)[],
    ...directives: readonly Directive[]
  ): SiteBuilder {
    return this.with(handleErrors(status, ...directives));
  }

  /** Sends the site's requests to a service: see `reverseProxy`. */
  reverseProxy(options: Parameters<typeof reverseProxy>[0]): SiteBuilder {
    return this.with(reverseProxy(options));
  }

  /** Answers the site's requests: see `respond`. */
  respond(...args: Parameters<typeof respond>): SiteBuilder {
    return this.with(respond(...args));
  }

  /** Redirects the site's requests: see `redir`. */
  redir(to: Argument, status?: RedirectStatus): SiteBuilder {
    return this.with(redir(to, status));
  }

  /** Changes headers of the site's answers: see `header`. */
  header(changes: ResponseHeaderChanges): SiteBuilder {
    return this.with(header(changes));
  }

  /** Compresses the site's answers, in these formats or in zstd and gzip. */
  encode(...formats: readonly Encoding[]): SiteBuilder {
    return this.with(encode({ formats }));
  }

  /** Logs the site's requests: see `log`. */
  log(options: LogOptions = {}): SiteBuilder {
    return this.with(log(options));
  }

  /** How the site gets its certificate and speaks TLS: see `tls`. */
  tls(certificates: Certificates | TlsOptions, options: TlsOptions = {}): SiteBuilder {
    return this.with(tls(certificates, options));
  }

  /** Puts a snippet's directives into the site: see `importSnippet`. */
  import(snippet: Snippet, ...args: readonly Argument[]): SiteBuilder {
    return this.with(importSnippet(snippet, ...args));
  }
}

/**
 * Declares a site: `site("shop.example.com").reverseProxy(upstreams(8080))`.
 *
 * @param addresses domain names, `*.` before them for a wildcard; `http://` before or a port after
 *   them where it is not the usual one. They are kept in one canonical spelling, sorted, because the
 *   plugin merges the sites of replicas only where they are spelled alike.
 */
export function site(
  addresses: Argument | readonly Argument[],
  ...directives: readonly Directive[]
): SiteBuilder {
  const given = isList(addresses) ? addresses : [addresses];
  const spelled = given.map((each) => (typeof each === "string" ? canonicalAddress(each) : each));
  return new SiteBuilder([...spelled].sort(byText), byName(directives));
}

function isList(value: Argument | readonly Argument[]): value is readonly Argument[] {
  return Array.isArray(value);
}

function byText(a: Argument, b: Argument): number {
  const [first, second] = [a, b].map((each) =>
    typeof each === "string" ? each : JSON.stringify(each),
  );
  return String(first) < String(second) ? -1 : 1;
}
