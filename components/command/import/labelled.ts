// The labels of all services of a source: what each says, and whether Caddy would take it beside the rest.
import {
  checkBeside,
  DEFAULT_LABEL_PREFIX,
  type Routing,
  type Site,
  type Surroundings,
} from "../../labels";
import { type LabelSet, labelSets } from "../compose/labels";
import { isStock } from "./entry/image";
import type { Remark } from "./remark";
import {
  leadsToOwn,
  type NeededModules,
  neededModules,
  type ReadLabels,
  readLabels,
  withoutMistakes,
} from "./routing";
import { type ProxyService, proxyOf, type Source } from "./source";

/** The labels of a source. */
export interface Labelled {
  /** Those of each service, without mistakes. */
  readonly labels: readonly ReadLabels[];
  /** What the proxy's image must have for them. */
  readonly needed: NeededModules;
}

const NONE: NeededModules = { modules: [], directives: [] };

/** Reads the labels of all services. */
export function labelledIn(source: Source, prefix: string): Labelled {
  const base = source.base === undefined ? [] : [readLabels(source.base, DEFAULT_LABEL_PREFIX)];
  const read = [...base, ...labelSets(source, prefix).map((set) => readLabels(set, prefix))];
  const routings = read.map(({ routing }) => routing);
  const bare = surroundingsOf(routings, NONE);
  const needed = isStock(proxyOf(source)?.node) ? NONE : neededModules(routings, bare);
  const labels: ReadLabels[] = [];
  for (const each of read) {
    labels.push(beside(withoutMistakes(each, { ...bare, ...needed }, prefix), labels));
  }
  return { labels, needed };
}

/** The labels without the sites that earlier ones dispute. */
function beside(each: ReadLabels, earlier: readonly ReadLabels[]): ReadLabels {
  const asContainer = ({ set, routing }: ReadLabels) => ({ name: set.service, routing });
  const problems = checkBeside(asContainer(each), earlier.map(asContainer));
  if (problems.length === 0) return each;
  const [place = NOWHERE] = each.set.places.values();
  const mistakes = problems.map((message) => ({ message, place }));
  const disputed = (site: Site) =>
    problems.some((problem) =>
      site.addresses.some((address) => problem.includes(`site ${JSON.stringify(address)}`)),
    );
  const sites = (each.routing.sites ?? []).filter((site) => !disputed(site));
  const routing = { ...each.routing, sites };
  return { ...each, routing, mistakes: [...each.mistakes, ...mistakes] };
}

const NOWHERE = { file: "", line: 1, column: 1 };

/** The mistakes of labels as remarks. */
export function mistakesIn(labels: readonly ReadLabels[]): Remark[] {
  return labels.flatMap(({ set: { service }, mistakes }) =>
    mistakes.map(({ place, label, message }): Remark => {
      return { place, service, key: label, message, left: true };
    }),
  );
}

/** The parts of a service's labels that stay with it, and those for the entry point. */
export interface Split {
  readonly own: readonly Site[];
  readonly forEntry: Routing;
}

/** Splits the labels of each service. */
export function splitOf(
  labels: readonly ReadLabels[],
  proxy: ProxyService | undefined,
): ReadonlyMap<string, Split> {
  return new Map(labels.map(({ set, routing }) => [set.service, split(routing, isOf(set, proxy))]));
}

function isOf({ service }: LabelSet, proxy: ProxyService | undefined): boolean {
  return proxy?.name === service;
}

function split({ global, snippets, routes, sites = [] }: Routing, isProxy: boolean): Split {
  const own = isProxy || !sites.some(leadsToOwn) ? [] : sites;
  return { own, forEntry: { global, snippets, routes, sites: own.length > 0 ? [] : sites } };
}

/** Several routings as one. */
export function together(routings: readonly Routing[]): Routing {
  return {
    global: routings.flatMap(({ global = [] }) => global),
    snippets: routings.flatMap(({ snippets = [] }) => snippets),
    routes: routings.flatMap(({ routes = [] }) => routes),
    sites: routings.flatMap(({ sites = [] }) => sites),
  };
}

function surroundingsOf(routings: readonly Routing[], needed: NeededModules): Surroundings {
  const { global, snippets, routes } = together(routings);
  return { global, snippets, routes, ...needed };
}
