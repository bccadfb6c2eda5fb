// The site of a portal: the page, the health of services, and what browsers may do with the page.

import { userFile, userHash } from "../../caddy/routing/upstream-files";
import type { TlsPolicy } from "../../caddy/tls/tls";
import { TlsMode } from "../../caddy/tls/tls-mode";
import {
  certificateMetrics,
  type Directive,
  fileServer,
  handle,
  header,
  site as labelledSite,
  metrics,
  type Site,
  when,
} from "../../labels";
import type { Backend } from "../options/backend";
import { routedSites } from "../routed";
import { slotRoot } from "../static-site-source";
import type { PortalArgs } from "./args";
import { portalFolder } from "./files";
import { noAnswerDirective } from "./health";
import type { PortalView } from "./view";

/** The name of a portal among the routes, logs and passwords of services. */
export function routeKey(name: string): string {
  return `portal/${name}`;
}

const CERTIFICATES = "http.handlers.certificate_metrics";

/** Whether the proxy can report when its certificates expire. */
export function knowsCertificates({ entry }: PortalArgs): boolean {
  return entry.routes.hasModule(CERTIFICATES);
}

/** The site as its labels have it. */
export function portalSites(
  name: string,
  args: PortalArgs,
  tls: TlsPolicy,
  view: PortalView,
): Site[] {
  const { deployment } = args.entry;
  const responseHeaders = { set: securityHeaders(tls) };
  const routed = { name: routeKey(name), args: { ...args, responseHeaders, compression: {} }, tls };
  return routedSites(routed, 0, backendOf(name, args, view)).map(({ addresses, directives }) =>
    deployment.adaptSite(labelledSite(addresses, ...directives, noAnswerDirective())),
  );
}

/** Answers with the page, with the health of services and with the proxy's metrics of certificates. */
function backendOf(name: string, args: PortalArgs, view: PortalView): Backend {
  const root = slotRoot(portalFolder(name));
  const answers: Directive[] = [
    ...view.services.flatMap(({ health }) => health ?? []),
    ...(knowsCertificates(args)
      ? [handle({ method: "GET", path: "/certificates" }, certificateMetrics(), metrics())]
      : []),
    when({ not: { path: "/health/*" } }, header({ set: { "Cache-Control": "no-cache" } })),
    fileServer(),
  ];
  return {
    upstreamsFor: () => ({ stable: [], canary: [] }),
    containers: 0,
    hashOf: (credential) => userHash(userFile(routeKey(name), credential)),
    files: { root: root.directives, answer: () => answers },
  };
}

/** The page needs no source but its own files, and nothing may frame it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  ...["connect-src", "img-src", "script-src", "style-src"].map((each) => `${each} 'self'`),
  ...["base-uri", "form-action", "frame-ancestors"].map((each) => `${each} 'none'`),
].join("; ");

const HEADERS = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "X-Robots-Tag": "noindex",
};

/** Browsers must not insist on https where a CA of this machine certifies it. */
function securityHeaders({ mode }: TlsPolicy): Record<string, string> {
  if (mode === TlsMode.Off || mode === TlsMode.Internal) return HEADERS;
  return { ...HEADERS, "Strict-Transport-Security": "max-age=31536000" };
}
