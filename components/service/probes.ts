import type { RouteOptions, ServiceRoute } from "./options";

/** What decides which URLs of a service have to answer. */
export interface Probed extends RouteOptions {
  readonly routes?: ServiceRoute[];
  readonly onlyRoutes?: boolean;
}

/**
 * The URLs that have to answer once a service is routed to: each host, and each path of a route that
 * leads to the service whoever asks. Sites made with the builders are not among them, since they may
 * well mean to answer with an error, or not at all.
 *
 * @param bases a URL for each host, without a path.
 */
export function probedUrls(bases: readonly string[], service: Probed): string[] {
  if (service.maintenance !== undefined) return [];
  const paths = (service.routes ?? []).flatMap(probedPath);
  const all = new Set(service.onlyRoutes === true ? paths : ["/", ...paths]);
  return bases
    .filter((base) => !base.includes("*"))
    .flatMap((base) => [...all].map((path) => `${base}${path}`));
}

/** The path of a route with no other condition and the service behind it. */
function probedPath({ path, ...rest }: ServiceRoute): string[] {
  const { headers, methods, query, clientAddresses, hosts, ...asked } = rest;
  const conditions = [headers, methods, query, clientAddresses, hosts];
  const answered = [asked.redirect, asked.respond, asked.maintenance];
  if ([...conditions, ...answered].some((each) => each !== undefined)) return [];
  const fixed = path?.replace(/\*$/, "") ?? "";
  return fixed === "" || fixed.includes("*") ? [] : [fixed];
}
