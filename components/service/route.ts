import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { routeUrls } from "../caddy/sites";
import { nextFile } from "../caddy/upstream-files";
import { Route, type RouteArgs } from "../resources/route";
import type { ProxiedServiceArgs } from "./args";
import type { Service } from "./deployment";
import type { ServiceRoute } from "./options";

/** What of a service's route depends on its deployment. */
export type RouteParts = Pick<
  RouteArgs,
  "labels" | "files" | "releases" | "urls" | "ready" | "drain"
>;

/** Declares the route to the containers of a service. */
export function declareServiceRoute(
  { name, args: { entry, readyTimeout = 60 } }: Service,
  containers: readonly docker.Container[],
  parts: RouteParts,
  parent: pulumi.ComponentResource,
  dependsOn?: pulumi.Resource[],
): void {
  new Route(
    name,
    {
      ...parts,
      proxy: entry.containerId,
      controller: entry.controllerId,
      address: entry.address,
      containers: containers.map(({ id }) => id),
      readyFile: nextFile(name),
      readyTimeout,
    },
    parent,
    dependsOn,
  );
}

/**
 * The URLs that must answer once a service has its route: each host, and each path of a route that
 * leads to the service for every client. Sites made with the builders are not among them, since one may
 * be meant to answer with an error, or not at all.
 */
export function probedUrls({ args, tls }: Pick<Service, "args" | "tls">): string[] {
  if (args.maintenance !== undefined) return [];
  const paths = (args.routes ?? []).flatMap(probedPath);
  const all = new Set(args.onlyRoutes === true ? paths : ["/", ...paths]);
  return routeUrls(args.hosts ?? [], args.entry, tls)
    .filter((base) => !base.includes("*"))
    .flatMap((base) => [...all].map((path) => `${base}${path}`));
}

/** The routes, where they are a list of objects; another check reports where they are not. */
export function routesOf({ routes }: Pick<ProxiedServiceArgs, "routes">): ServiceRoute[] {
  return Array.isArray(routes) ? routes.filter(Boolean) : [];
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
