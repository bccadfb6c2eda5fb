// The content of a portal's page, made of what is declared behind an entry point.
import type * as pulumi from "@pulumi/pulumi";
import type { About, RegisteredComponent } from "../../caddy/about";
import { Publish } from "../../caddy/args";
import { type EntryPorts, siteUrls } from "../../caddy/routing/sites";
import { type Directive, outlineProgram, type Site } from "../../labels";
import { healthDirective } from "./health";
import { certificateWords, featureWords, toxicWords } from "./words";

/** A route of a host. */
export interface RouteView {
  readonly path: string;
  /** The key of the component that has it. */
  readonly key: string;
  readonly features: readonly string[];
}

/** A host, and its routes in the order in which Caddy tries them. */
export interface HostView {
  readonly name: string;
  /** Its URL; none for a wildcard and for TCP. */
  readonly url?: string;
  readonly certificate?: string;
  readonly routes: readonly RouteView[];
}

/** A component with routes. */
export interface ServiceView {
  /** Unique on the page, in its URLs and in its ids. */
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  /** Answers with its health; none for what can't be asked. */
  readonly health?: Directive;
  /** The path of its health check; none where any answer of `/` is a good one. */
  readonly healthPath?: string;
  /** The one healthy status. Default: any 2xx. */
  readonly healthStatus?: number;
  readonly images: readonly ImageView[];
  readonly replicas?: number;
  readonly faults: readonly string[];
}

/** The image of a release. */
interface ImageView {
  /** `image`, or `canary, 10 %`. */
  readonly label: string;
  readonly reference: pulumi.Input<string>;
}

/** The page without what only `up` knows. */
export interface PortalView {
  readonly hosts: readonly HostView[];
  readonly services: readonly ServiceView[];
}

/** What a page has of the entry point itself. */
interface Shown extends EntryPorts {
  readonly publish: Publish;
}

/** The page for these components. */
export function portalView(components: readonly RegisteredComponent[], entry: Shown): PortalView {
  const keys = keysOf(components);
  const keyed = components.map((each, index) => ({ ...each, name: keys[index] ?? "" }));
  const hosts = hostsOf(keyed, entry);
  const shown = new Set(hosts.flatMap(({ routes }) => routes.map(({ key }) => key)));
  const services = components.flatMap((each, index) => {
    const key = keys[index] ?? "";
    return shown.has(key) ? [serviceOf(key, each, entry)] : [];
  });
  return { hosts, services };
}

/** A key for each component, of its name: letters, digits, "-" and "_". */
function keysOf(components: readonly RegisteredComponent[]): string[] {
  const taken = new Set<string>();
  return components.map(({ name }) => {
    const plain = name.toLowerCase().replace(/[^a-z0-9_-]+/g, "-");
    let key = plain;
    for (let number = 2; taken.has(key); number++) key = `${plain}-${number}`;
    taken.add(key);
    return key;
  });
}

/** The hosts of all routes, without the sites of the entry point that have none. */
function hostsOf(components: readonly RegisteredComponent[], entry: EntryPorts): HostView[] {
  const hosts = new Map<string, RouteView[]>();
  for (const { host, path, container, features } of outlineProgram(components)) {
    if (/^(https?:\/\/)?(:\d+)?$/.test(host) && path !== "tcp") continue;
    const routes = hosts.get(host) ?? [];
    hosts.set(host, routes);
    const shown = pathOn(host, path);
    if (shown === undefined) continue;
    routes.push({ path: shown, key: container, features: featureWords(features) });
  }
  const sites = components.flatMap(({ routing }) => routing.sites ?? []);
  return [...hosts].map(([name, routes]) => ({ name, routes, ...addressOf(name, sites, entry) }));
}

/**
 * The path and the conditions of a route without the condition that it is on this host; `undefined` where it is on
 * others only, and for the paths on which `up` asks new containers for their health.
 */
function pathOn(host: string, path: string): string | undefined {
  if (path.startsWith("/.well-known/gatehouse/")) return undefined;
  const [condition, names = ""] = /, host ([^,>]+)/.exec(path) ?? [];
  if (condition === undefined) return path;
  return names.trim().split(" ").includes(host) ? path.replace(condition, "") : undefined;
}

function addressOf(name: string, sites: readonly Site[], entry: EntryPorts) {
  const site = sites.find(({ addresses }) => addresses.includes(name));
  if (site === undefined) return {};
  const own = { addresses: [name], directives: [] };
  const [url] = name.includes("*") ? [] : siteUrls([own], entry);
  return { url, certificate: certificateWords(name, site) };
}

const KINDS: Readonly<Record<string, string>> = {
  CaddyProxy: "site of the entry point",
  ProxiedService: "service",
  ProxiedTcp: "TCP service",
  ProxiedUpstream: "upstream that Pulumi does not run",
  StaticSite: "files that Caddy serves",
  ToxicPath: "path through Toxiproxy",
};

function serviceOf(key: string, given: RegisteredComponent, { publish }: Shown): ServiceView {
  const { component, name, about } = given;
  const { faults, health, replicas } = about;
  return {
    ...{ key, name, replicas, kind: KINDS[component] ?? component },
    health: healthDirective(key, given, publish !== Publish.HostNetwork),
    healthPath: health?.path,
    healthStatus: health?.status,
    images: imagesOf(about),
    faults: [
      ...(faults?.down === true ? ["refuses connections"] : []),
      ...(faults?.toxics ?? []).map(toxicWords),
    ],
  };
}

function imagesOf({ image, context, canary }: About): ImageView[] {
  const own = image ?? (context === undefined ? undefined : `built from ${context}`);
  const second = canary?.image;
  return [
    ...(own === undefined ? [] : [{ label: "image", reference: own }]),
    ...(canary === undefined || second === undefined
      ? []
      : [{ label: `canary, ${canary.weight} %`, reference: second }]),
  ];
}
