// One service of the source as a component of the program.
import { isPublicName, type Site } from "../../labels";
import { siteCode } from "../code/builders";
import { codeOf, list, raw } from "../code/code";
import { COMPOSE_KEYS, noSuchKey } from "../compose/keys";
import { recordOf } from "../compose/merge";
import { fieldOf, fieldsOf, type Located, textOf } from "../compose/tree";
import { CARRIERS } from "./carriers";
import type { EntryTls } from "./entry/tls";
import { needsOwnLabels, portOf } from "./routing";
import type { Target } from "./target";
import { type Typed, typedSite } from "./typed";

/** Keys that are carried with other parts of the program, or that mean nothing here. */
const ELSEWHERE = new Set(["networks", "labels", "label_file", "depends_on", "expose", "extends"]);

/** Sets the options of a service's containers. */
export function carryContainer(node: Located, to: Target, prefix: string): void {
  const fields = [...fieldsOf(node)];
  // Mounts ask for the number of containers.
  const ordered = [...fields].sort(([a], [b]) => Number(isCount(b)) - Number(isCount(a)));
  for (const [key, field] of ordered) {
    if (ELSEWHERE.has(key) || key.startsWith("x-")) continue;
    const carrier = CARRIERS[key];
    if (carrier === undefined) to.left(field.key, key, insteadOf(key));
    else if (field.node.value !== null) carrier(field.node, to, node);
  }
  carryLabels(node, to, prefix);
}

function isCount(key: string): boolean {
  return key === "deploy" || key === "scale" || key === "image";
}

/** What docs/services.md says of a key without an argument. */
function insteadOf(key: string): string {
  const place = COMPOSE_KEYS.find(([name]) => name === key)?.[1];
  if (place === undefined) return noSuchKey(key);
  if ("refused" in place) return `${place.refused}.`;
  return "instead" in place ? `in its place: ${place.instead}.` : `write ${place.argument}.`;
}

/** Labels that the entry point does not read. */
function carryLabels(node: Located, to: Target, prefix: string): void {
  const entries = [...recordOf(fieldOf(node, "labels"))].filter(([key]) => !isRead(key, prefix));
  const others = entries.filter(([key]) => !/^com\.docker\.|_ingress_network$/.test(key));
  if (others.length === 0) return;
  to.set(
    "labels",
    codeOf(Object.fromEntries(others.map(([key, field]) => [key, textOf(field.node) ?? ""]))),
  );
}

function isRead(key: string, prefix: string): boolean {
  return (
    key === prefix || key.startsWith(`${prefix}.`) || new RegExp(`^${prefix}_\\d+(\\.|$)`).test(key)
  );
}

/** Sets the route of a service: typed options where one says the same, else its sites. */
export function carryRoute(sites: readonly Site[], to: Target, tls: EntryTls): void {
  const own = needsOwnLabels(sites);
  const typed = sites.map((site) => (own ? undefined : typedSite(site)));
  const chosen = typed.findIndex((each) => each !== undefined && fits(each, sites, tls));
  const found = typed[chosen];
  to.set("port", found?.port ?? portOf(sites) ?? 80);
  if (found !== undefined) {
    to.set("hosts", list(found.hosts));
    if (found.tls === "off") to.set("tls", raw("TlsMode.Off"));
    else if (found.tls === "internal" && tls !== "internal") to.set("tls", raw("TlsMode.Internal"));
    for (const [name, value] of Object.entries(found.options)) to.set(name, codeOf(plain(value)));
  }
  const others = sites.filter((_, index) => index !== chosen);
  if (others.length > 0) to.set("sites", list(others.map(siteCode)));
  if (own) to.set("labelsOn", raw("LabelsOn.Container"));
}

/** Whether the service's mode of certificates suits its other sites. */
function fits({ hosts, tls: own }: Typed, sites: readonly Site[], entry: EntryTls): boolean {
  // On a host that no public CA certifies, Caddy takes its own one for a site.
  if (own === undefined && entry === "acme") return hosts.every(isPublicName);
  if (own === undefined || (own === "internal" && entry === "internal")) return true;
  // A site without a certificate of its own follows the service's mode.
  return sites.length === 1;
}

/** Data without undefined values. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
