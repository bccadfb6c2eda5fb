import type { Routing } from "../../labels";
import type { Block } from "../../labels/caddyfile/block";
import { marshal } from "../../labels/caddyfile/marshal";
import { argumentText } from "../../labels/model/argument";
import { byName, type Directive } from "../../labels/model/directive";
import { type RenderedDirective, routeWords } from "../../labels/render/words";
import { canonical } from "../code/canonical";
import type { NamedRouting } from "./routings";

/** A difference between the routings that there were and those of a program. */
export interface Difference {
  /** The site, snippet or option: `site "shop.example.com"`. */
  readonly what: string;
  /** What is different. */
  readonly message: string;
}

/**
 * Compares what Caddy does for each site, snippet and option.
 *
 * @param before the routings that there were.
 * @param after those of the program, which may have more options and snippets.
 */
export function differences(
  before: readonly NamedRouting[],
  after: readonly NamedRouting[],
): Difference[] {
  const [old, fresh] = [partsOf(before), partsOf(after)];
  const missing = [...old].flatMap(([what, text]): Difference[] => {
    const now = fresh.get(what);
    if (now === text) return [];
    return [
      {
        what,
        message: now === undefined ? "the program does not have it." : changed(text, now),
      },
    ];
  });
  const added = [...fresh.keys()].filter(
    (what) => what.startsWith("site") && what !== ENTRY && !old.has(what),
  );
  return [...missing, ...added.map((what) => ({ what, message: "only the program has it." }))];
}

/** The lines of a Caddyfile that are gone, and those that are new. */
function changed(before: string, after: string): string {
  const [old, fresh] = [before, after].map((text) => text.trimEnd().split("\n"));
  const gone = (old ?? []).filter((line) => !fresh?.includes(line)).map((line) => `- ${line}`);
  const added = (fresh ?? []).filter((line) => !old?.includes(line)).map((line) => `+ ${line}`);
  return ["the program routes otherwise", ...gone, ...added].join("\n  ");
}

/** The entry point's own answer for unknown hosts. */
const ENTRY = 'site "http://"';

function partsOf(routings: readonly NamedRouting[]): Map<string, string> {
  const sites = new Map<string, Directive[]>();
  const parts = new Map<string, string>();
  for (const { routing } of routings) {
    for (const { addresses, directives } of routing.sites ?? []) {
      const what = `site ${JSON.stringify(addresses.map(argumentText).join(" "))}`;
      sites.set(what, [...(sites.get(what) ?? []), ...directives]);
    }
    for (const [name, text] of sharedParts(routing)) parts.set(name, text);
  }
  for (const [what, directives] of sites) parts.set(what, contentOf(directives));
  return parts;
}

/** The snippets, named routes and options of a routing, as text. */
function sharedParts({ snippets = [], routes = [], global = [] }: Routing): [string, string][] {
  return [
    ...snippets.map(({ name, directives }): [string, string] => [
      `snippet "${name}"`,
      contentOf(directives),
    ]),
    ...routes.map(({ name, directives }): [string, string] => [
      `named route "${name}"`,
      contentOf(directives),
    ]),
    ...global.map((option): [string, string] => [
      `global option ${option.name}`,
      contentOf([option]),
    ]),
  ];
}

/** The directives as a Caddyfile has them, in one form for all that mean the same. */
function contentOf(directives: readonly Directive[]): string {
  const words = routeWords(byName(directives.map(canonical)), "site");
  return marshal(words.map(blockOf));
}

function blockOf({ name, args, block }: RenderedDirective, order: number): Block {
  return { order, keys: [name, ...args.map(argumentText)], children: block.map(blockOf) };
}
