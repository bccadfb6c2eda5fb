import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { routeUrls } from "../caddy/routing/sites";
import { nextFile } from "../caddy/routing/upstream-files";
import { Route, type RouteArgs } from "../resources/route";
import type { Service } from "./deployment";
import { isLimited } from "./options/rate-limit";
import type { ServiceRoute } from "./options/route";
import type { RoutingOptions } from "./options/routing";
import { recordedRelease } from "./recorded";
import type { Routed } from "./routed";

/** The parts of a service's route that depend on its deployment. */
export type RouteParts = Pick<
  RouteArgs,
  "labels" | "files" | "releases" | "urls" | "ready" | "drain"
>;

/** Declares the route to the containers of a service. */
export function declareServiceRoute(
  { name, args }: Service,
  containers: readonly docker.Container[],
  parts: RouteParts,
  parent: pulumi.ComponentResource,
  dependsOn?: pulumi.Resource[],
): void {
  const { entry, readyTimeout } = args;
  const ids = containers.map(({ id }) => id);
  entry.running.set(name, ids);
  new Route(
    name,
    {
      ...parts,
      entry,
      limited: isLimited({ ...args, routes: routesOf(args) }),
      containers: ids,
      readyFile: nextFile(name),
      readyTimeout,
      ...recordedRelease(args, containers),
    },
    parent,
    dependsOn,
  );
}

/**
 * The URLs that must answer once a service has its route: each host, and each path of a route that
 * leads every client to the service. Sites made with the builders are not probed: one may answer with
 * an error on purpose.
 */
export function probedUrls({ args, tls }: Pick<Routed, "args" | "tls">): string[] {
  if (args.maintenance !== undefined) return [];
  const paths = (args.routes ?? []).flatMap(probedPath);
  const all = new Set(args.onlyRoutes === true ? paths : ["/", ...paths]);
  return routeUrls(args.hosts ?? [], args.entry, tls)
    .filter((base) => !base.includes("*"))
    .flatMap((base) => [...all].map((path) => `${base}${path}`));
}

/** The routes, if they are an array of objects; the schema reports anything else. */
export function routesOf({ routes }: Pick<RoutingOptions, "routes">): ServiceRoute[] {
  return Array.isArray(routes) ? routes.filter(Boolean) : [];
}

/** The fixed path of a route that has no other condition and leads to the service. */
function probedPath({ path, ...rest }: ServiceRoute): string[] {
  const { headers, methods, query, clientAddresses, hosts, ...asked } = rest;
  const conditions = [headers, methods, query, clientAddresses, hosts];
  const answered = [asked.redirect, asked.respond, asked.maintenance];
  if ([...conditions, ...answered].some((each) => each !== undefined)) return [];
  const fixed = path?.replace(/\*$/, "") ?? "";
  return fixed === "" || fixed.includes("*") ? [] : [fixed];
}
