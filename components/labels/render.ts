import type { Directive } from "./directive";
import type { Site } from "./site";
import { renderArgument, unrepresentable } from "./token";

/** What one container asks of the proxy. */
export interface Routing {
  /** Options of the whole proxy; they are merged with those of every other container. */
  readonly global?: readonly Directive[];
  readonly sites?: readonly Site[];
}

/** The label prefix that Caddy Docker Proxy reads unless it is told another. */
export const DEFAULT_LABEL_PREFIX = "caddy";

/** A value that no label can carry, found while rendering. */
export class LabelError extends Error {
  override readonly name = "LabelError";
}

/**
 * The labels that make Caddy Docker Proxy serve this routing, sorted by key, so that the same
 * routing always gives the same labels.
 *
 * @throws LabelError for a value that the label language can't carry, or a site that does nothing.
 */
export function renderLabels(
  routing: Routing,
  prefix: string = DEFAULT_LABEL_PREFIX,
): Record<string, string> {
  const { global = [], sites = [] } = routing;
  // The global options are the block without a name, so beside them every site needs a number.
  const alone = global.length === 0 && sites.length === 1;
  const labels = [
    ...blockLabels(prefix, global),
    ...sites.flatMap((site, index) => siteLabels(alone ? prefix : `${prefix}_${index}`, site)),
  ];
  return Object.fromEntries(labels.sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Label = readonly [key: string, value: string];

function siteLabels(key: string, site: Site): Label[] {
  if (site.directives.length === 0) {
    throw new LabelError(
      `site ${JSON.stringify(site.addresses.join(" "))} has no directive, and the plugin would ` +
        "drop the site that comes after it. Give it a route.",
    );
  }
  return [[key, renderArguments(key, site.addresses)], ...blockLabels(key, site.directives)];
}

function blockLabels(parent: string, directives: readonly Directive[]): Label[] {
  const names = directives.map((directive) => directive.name);
  return directives.flatMap((directive, index) => {
    const repeated = names.indexOf(directive.name) !== names.lastIndexOf(directive.name);
    const key = `${parent}.${directive.name}${repeated ? `_${index}` : ""}`;
    return [
      [key, renderArguments(key, directive.args)] as const,
      ...blockLabels(key, directive.block),
    ];
  });
}

function renderArguments(key: string, args: Directive["args"]): string {
  for (const argument of args) {
    const reason = typeof argument === "string" ? unrepresentable(argument) : undefined;
    if (reason !== undefined) {
      throw new LabelError(`label ${key}: ${JSON.stringify(argument)} ${reason}.`);
    }
  }
  return args.map(renderArgument).join(" ");
}
