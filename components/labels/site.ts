import { type Encoding, encode } from "./directives/encode";
import { handle, handleErrors, handlePath, type Routes, route } from "./directives/handle";
import { header, type ResponseHeaderChanges } from "./directives/headers";
import { importSnippet } from "./directives/import";
import { type LogOptions, log } from "./directives/log";
import { type RedirectStatus, redir, respond } from "./directives/respond";
import { reverseProxy } from "./directives/reverse-proxy";
import { type Certificates, type TlsOptions, tls } from "./directives/tls";
import { canonicalAddress } from "./model/address";
import { type Argument, listOf } from "./model/argument";
import { byName, type Directive } from "./model/directive";
import type { StatusClass } from "./model/matcher";
import type { Site, Snippet } from "./model/routing";

/**
 * A site. Each method returns a new value and leaves this one unchanged; both are plain data, and
 * `parseLabels` returns an equal value.
 */
export class SiteBuilder implements Site {
  constructor(
    readonly addresses: readonly Argument[],
    readonly directives: readonly Directive[],
  ) {}

  /** Adds directives. */
  with(...directives: readonly Directive[]): SiteBuilder {
    return new SiteBuilder(this.addresses, byName([...this.directives, ...directives]));
  }

  /** Adds directives for matching requests, exclusively: see `handle`. */
  handle(...routes: Routes): SiteBuilder {
    return this.with(handle(...routes));
  }

  /** Adds directives for a path, and strips its prefix: see `handlePath`. */
  handlePath(path: string, ...directives: readonly Directive[]): SiteBuilder {
    return this.with(handlePath(path, ...directives));
  }

  /** Adds directives that run in the order in which they are written: see `route`. */
  route(...routes: Routes): SiteBuilder {
    return this.with(route(...routes));
  }

  /** Adds directives that answer requests after an error: see `handleErrors`. */
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

  /** Responds to the site's requests: see `respond`. */
  respond(...args: Parameters<typeof respond>): SiteBuilder {
    return this.with(respond(...args));
  }

  /** Redirects the site's requests: see `redir`. */
  redir(to: Argument, status?: RedirectStatus): SiteBuilder {
    return this.with(redir(to, status));
  }

  /** Changes headers of the site's responses: see `header`. */
  header(changes: ResponseHeaderChanges): SiteBuilder {
    return this.with(header(changes));
  }

  /** Compresses the site's responses. Default: in zstd and gzip. */
  encode(...formats: readonly Encoding[]): SiteBuilder {
    return this.with(encode({ formats }));
  }

  /** Logs the site's requests: see `log`. */
  log(options: LogOptions = {}): SiteBuilder {
    return this.with(log(options));
  }

  /** Configures the site's certificate and TLS: see `tls`. */
  tls(certificates: Certificates | TlsOptions, options: TlsOptions = {}): SiteBuilder {
    return this.with(tls(certificates, options));
  }

  /** Imports a snippet's directives: see `importSnippet`. */
  import(snippet: Snippet, ...args: readonly Argument[]): SiteBuilder {
    return this.with(importSnippet(snippet, ...args));
  }
}

/**
 * Declares a site: `site("shop.example.com").reverseProxy(upstreams(8080))`.
 *
 * @param addresses domain names, `*.example.com` for a wildcard, with `http://` or a port other than
 *   the default one. They are sorted, in their canonical spelling, since the plugin merges the sites
 *   of replicas only where the addresses are equal.
 */
export function site(
  addresses: Argument | readonly Argument[],
  ...directives: readonly Directive[]
): SiteBuilder {
  const spelled = listOf(addresses).map((each) =>
    typeof each === "string" ? canonicalAddress(each) : each,
  );
  return new SiteBuilder(spelled.sort(byText), byName(directives));
}

function byText(a: Argument, b: Argument): number {
  const [first, second] = [a, b].map((each) =>
    typeof each === "string" ? each : JSON.stringify(each),
  );
  return String(first) < String(second) ? -1 : 1;
}
