// The labels of a service as arguments, and as parts of the entry point's own routing.

import { hasTemplate, ownPorts } from "../../caddy/routing/upstream-files";
import { LabelError, parseLabels, type Routing, type Site, type Surroundings } from "../../labels";
import { checkRouting } from "../../labels/check/routing";
import { DIRECTIVES } from "../../labels/directives/registry";
import { argumentText } from "../../labels/model/argument";
import type { Directive } from "../../labels/model/directive";
import type { LabelSet } from "../compose/labels";
import type { Place } from "../compose/tree";
import { labelOf } from "../lint/place";

/** A mistake in labels, and its place. */
interface Mistake {
  readonly label?: string;
  readonly place: Place;
  readonly message: string;
}

/** The labels of a service, read. */
export interface ReadLabels {
  readonly set: LabelSet;
  readonly routing: Routing;
  /** Why the labels, or some sites of them, are not carried over. */
  readonly mistakes: readonly Mistake[];
}

/** Reads the labels of a service; those that can't be read are mistakes. */
export function readLabels(set: LabelSet, prefix: string): ReadLabels {
  try {
    return { set, routing: parseLabels(set.labels, prefix), mistakes: [] };
  } catch (error) {
    if (!(error instanceof LabelError)) throw error;
    const mistakes = error.problems.map((message) => mistake(message, set, prefix));
    return { set, routing: {}, mistakes };
  }
}

/** The same without the parts that Caddy would refuse beside the rest. */
export function withoutMistakes(
  { set, routing, mistakes }: ReadLabels,
  around: Surroundings,
  prefix: string,
): ReadLabels {
  const problems = checkRouting(routing, around);
  const found = problems.map((message) => mistake(message, set, prefix));
  const about = (kind: string, name: string) =>
    problems.some((problem) => problem.startsWith(`${kind} "${name}":`));
  const { global = [], snippets = [], routes = [], sites = [] } = routing;
  const wrongGlobal = problems.some((problem) => problem.startsWith("global option"));
  return {
    set,
    mistakes: [...mistakes, ...found],
    routing: {
      global: wrongGlobal ? [] : global,
      snippets: snippets.filter(({ name }) => !about("snippet", name)),
      routes: routes.filter(({ name }) => !about("named route", name)),
      sites: sites.filter((site) => !about("site", site.addresses.map(argumentText).join(" "))),
    },
  };
}

function mistake(message: string, set: LabelSet, prefix: string): Mistake {
  const label = labelOf(message, set, prefix);
  const place = set.places.get(label ?? "") ?? [...set.places.values()][0];
  return { label, message, place: place ?? { file: "", line: 1, column: 1 } };
}

/** Modules beyond Caddy's standard ones, and their directives. */
export interface NeededModules {
  readonly modules: readonly string[];
  readonly directives: readonly string[];
}

/** Modules and directives that the proxy's image must have for these routings. */
export function neededModules(routings: readonly Routing[], around: Surroundings): NeededModules {
  const problems = routings.flatMap((routing) => checkRouting(routing, around));
  const modules = problems.flatMap(
    (problem) => / needs the module (\S+), which/.exec(problem)?.[1] ?? [],
  );
  const directives = problems.flatMap((problem) => {
    const [, name, hint] =
      /must not have "([^"]+)", which Caddy doesn't know here\.( Did you mean)?/.exec(problem) ??
      [];
    const known = Object.keys(DIRECTIVES).some((each) => name?.startsWith(`${each}_`));
    const guessed = name === undefined || hint !== undefined || known || !/^[a-z]\w*$/.test(name);
    return guessed || !isTopLevel(problem) ? [] : [name];
  });
  return { modules: [...new Set(modules)].sort(), directives: [...new Set(directives)].sort() };
}

/** Whether a problem is about a directive rather than an option of one. */
function isTopLevel(problem: string): boolean {
  const [, path] = /^(?:site|snippet|named route) "[^"]*":(.*?) must not have/.exec(problem) ?? [];
  const parts = path?.trim().split(/[.\s]/) ?? ["option"];
  return parts.every((part) => /^((handle(_path)?|route)(\[\d+\])?)?$/.test(part));
}

/** Whether a site leads to the labelled container itself. */
export function leadsToOwn(site: Site): boolean {
  return ownPorts(site).length > 0 || templateCount(site.directives) > 0;
}

function templateCount(directives: readonly Directive[]): number {
  return directives.reduce((sum, { args, block }) => {
    const own = args.filter((each) => typeof each !== "string" && "template" in each).length;
    return sum + own + templateCount(block);
  }, 0);
}

/** The port of the container in its sites. */
export function portOf(sites: readonly Site[]): number | undefined {
  return sites.flatMap(ownPorts)[0];
}

/** Whether the labels must be on the containers: their templates are more than addresses. */
export function needsOwnLabels(sites: readonly Site[]): boolean {
  return sites.some(hasTemplate);
}
