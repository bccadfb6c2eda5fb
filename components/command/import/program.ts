// A program of Pulumi's from a source of services.
import type { Routing } from "../../labels";
import { recordOf } from "../compose/merge";
import { fieldOf, textOf } from "../compose/tree";
import { Addresses } from "./addresses";
import { carryEntry } from "./entry";
import { type EntryTls, entryTls } from "./entry/tls";
import { labelledIn, mistakesIn, splitOf, together } from "./labelled";
import { networksIn } from "./networks";
import { ProgramText, type Statement } from "./program-text";
import type { Remark } from "./remark";
import type { NeededModules, ReadLabels } from "./routing";
import { Configuration } from "./secrets";
import { type ImportOptions, namesOf, proxyOf, type Source } from "./source";
import { routedIn, type ServiceSurroundings, serviceStatements } from "./statements";
import { Target } from "./target";
import { Names } from "./words";

/** A program that was made of a source. */
export interface Imported {
  /** The text of index.ts. */
  readonly text: string;
  readonly remarks: readonly Remark[];
  /** The labels that there were, with those that the program does not have. */
  readonly labels: readonly ReadLabels[];
  readonly configuration: Configuration;
  /** The prefix of the labels. */
  readonly prefix: string;
}

/** Makes a program of a source. */
export function importSource(source: Source, options: ImportOptions): Imported {
  const prefix = prefixOf(source) ?? options.prefix;
  const names = namesOf(source, options);
  const config = new Configuration();
  const variables = new Names(["network", "entry", "config"]);
  const { labels, needed } = labelledIn(source, prefix);
  const splits = splitOf(labels, proxyOf(source));
  const forEntry = together([...splits.values()].map((each) => each.forEntry));
  const own = [...splits.values()].flatMap((each) => each.own);
  const tls = entryTls([...own, ...(forEntry.sites ?? [])]);
  const networks = networksIn(source, names, routedIn(splits), variables);
  const around = { source, names, config, variables, networks, splits, tls, prefix };
  const services = serviceStatements(around);
  const entry = entryStatement(around, forEntry, tls, needed, services);
  const mistakes = mistakesIn(labels);
  const remarks = [
    ...[...services, entry, ...networks.others.values()].flatMap((each) => each.remarks),
    ...[...mistakes, ...(source.remarks ?? [])],
  ].sort(byLine);
  const text = new ProgramText(source.file, config, networks, entry, services, mistakes).write();
  return { text, remarks, labels, configuration: config, prefix };
}

/** The prefix that the proxy of a source reads, where it is not the usual one. */
function prefixOf(source: Source): string | undefined {
  const environment = recordOf(fieldOf(proxyOf(source)?.node, "environment"));
  return textOf(environment.get("CADDY_DOCKER_LABEL_PREFIX")?.node);
}

function entryStatement(
  { source, names, config, networks, prefix }: ServiceSurroundings,
  routing: Routing,
  tls: EntryTls,
  needed: NeededModules,
  services: readonly Statement[],
): Statement {
  const proxy = proxyOf(source);
  const to = new Target(proxy?.name ?? source.file, names, config);
  carryEntry(to, proxy?.node, routing, tls, needed, prefix);
  if (networks.proxy === undefined && proxy === undefined) {
    const place = { file: source.file, line: 1, column: 1 };
    const message = "the source has no network of the proxy: the program has proxy_net.";
    to.note(place, "networks", message);
  }
  const addresses = new Addresses(source, services);
  addresses.replace();
  addresses.replaceIn(to.args, "routing");
  const { args, remarks } = to;
  return { name: "caddy", component: "CaddyProxy", variable: "entry", args, after: [], remarks };
}

function byLine({ place: a }: Remark, { place: b }: Remark): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
