// The labels of a module that exports sites, and of a program.
import { type Routing, renderLabels, type Site } from "../../labels";
import { selectLabels } from "../../labels/caddyfile/from-labels";
import type { DeclaredLabels } from "../program/messages";
import { prefixIn } from "../program/prefix";
import type { ServiceLabels } from "./format";

/** The labels of what a module exports: a site, an array of sites, or a routing, by the export's name. */
export function labelsOfExports(exported: unknown, prefix: string): ServiceLabels[] {
  const fields = typeof exported === "object" && exported !== null ? Object.entries(exported) : [];
  return fields.flatMap(([name, value]) => {
    const routing = routingOf(value);
    return routing === undefined ? [] : [{ name, labels: renderLabels(routing, prefix) }];
  });
}

function routingOf(value: unknown): Routing | undefined {
  if (isSite(value)) return { sites: [value] };
  if (Array.isArray(value)) {
    return value.length > 0 && value.every(isSite) ? { sites: value } : undefined;
  }
  const parts = ["global", "snippets", "routes", "sites"];
  const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const fits = keys.length > 0 && keys.every((key) => parts.includes(key));
  return fits ? (value as Routing) : undefined;
}

function isSite(value: unknown): value is Site {
  const { addresses, directives } = Object(value) as Partial<Site>;
  return Array.isArray(addresses) && Array.isArray(directives);
}

/** The labels of a program's entry point and services, with another prefix. */
export function labelsOfDeclared(
  declared: readonly DeclaredLabels[],
  prefix: string,
): ServiceLabels[] {
  const own = prefixIn(declared) ?? prefix;
  const found = new Map<string, ServiceLabels>();
  for (const { name, labels } of declared) {
    const read = Object.entries(selectLabels(labels, own));
    if (read.length === 0) continue;
    const service = name.replace(/-route$/, "");
    const renamed = read.map(
      ([key, value]) => [prefix + key.slice("caddy".length), value] as const,
    );
    const known = found.get(service)?.labels;
    found.set(service, { name: service, labels: { ...known, ...Object.fromEntries(renamed) } });
  }
  // Resources come in an order that varies.
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
