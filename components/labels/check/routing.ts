import { GLOBALS, REPEATABLE_OPTIONS } from "../directives/global-grammar";
import { siteAddress } from "../model/address";
import type { NamedRoute, Routing, Site, Snippet, Surroundings } from "../model/routing";
import { unnameable } from "../render/token";
import { type BlockWords, type RenderedDirective, RoutingWords } from "../render/words";
import { Declarations } from "./declarations";
import { checkImports } from "./imports";
import { type Context, shown } from "./place";
import { Ports } from "./ports";
import { checkMerge } from "./replicas";
import { checkBody, checkSite, checkSnippet, siteName } from "./site";
import { checkWords } from "./words";

/** Checks the routing of one container. Returns all problems with their place, value, rule and fix. */
export function checkRouting(routing: Routing, surroundings: Surroundings = {}): string[] {
  return checkWithWords(routing, new RoutingWords(routing), surroundings);
}

/**
 * Like {@link checkRouting}, for a caller that has the words.
 *
 * @param around the declarations of the surroundings.
 */
export function checkWithWords(
  routing: Routing,
  words: RoutingWords,
  surroundings: Surroundings,
  around = new Declarations(surroundings),
): string[] {
  const problems = new Set<string>();
  const context: Context = {
    routing,
    surroundings,
    contents: words.contents,
    declarations: new Declarations(routing, around),
    report: (place, problem) => problems.add(`${place} ${problem}`),
  };
  checkGlobal(routing, words.global, context);
  for (const each of words.snippets) checkNamed("snippet", each, context);
  for (const each of words.routes) checkNamed("named route", each, context);
  for (const { block, words: own } of words.sites) checkSite(block, own, context);
  checkOnce("snippet", routing.snippets ?? [], context);
  checkOnce("named route", routing.routes ?? [], context);
  checkAddressesOnce(routing.sites ?? [], context);
  const ports = new Ports([...(routing.global ?? []), ...(surroundings.global ?? [])]);
  ports.add(routing);
  for (const problem of ports.problems()) problems.add(problem);
  return [...problems];
}

function checkGlobal(
  { global = [] }: Routing,
  words: readonly RenderedDirective[],
  context: Context,
): void {
  checkWords(global, GLOBALS, "global option", context);
  checkImports(global, GLOBALS, "global option", context);
  const names = global.map(({ name }) => name);
  for (const name of names.filter((each, index) => names.indexOf(each) !== index)) {
    if (REPEATABLE_OPTIONS.has(name)) continue;
    context.report(
      `global option ${name}`,
      "is there twice, and Caddy would ignore one. Drop one.",
    );
  }
  checkMerge(words, "global option", context);
}

function checkNamed(
  kind: string,
  { block, words }: BlockWords<Snippet | NamedRoute>,
  context: Context,
): void {
  const place = `${kind} "${block.name}":`;
  const reason = unnameable(block.name);
  if (reason !== undefined || !/^[^\s()]+$/.test(block.name)) {
    context.report(place, `must be named by one word, got ${shown(block.name)}.`);
    return;
  }
  if (block.directives.length === 0) {
    context.report(
      place,
      "has no directive, and the plugin would drop the block after it. Give it one.",
    );
  }
  if (kind === "snippet") checkSnippet(block.directives, place, context);
  else checkBody(block.directives, place, context);
  checkMerge(words, place, context);
}

function checkOnce(kind: string, blocks: readonly { name: string }[], context: Context): void {
  const names = blocks.map(({ name }) => name);
  for (const name of names.filter((each, index) => names.indexOf(each) !== index)) {
    context.report(`${kind} "${name}":`, "is declared twice in one container.");
  }
}

/** The plugin merges blocks with one address in an order that varies. */
function checkAddressesOnce(sites: readonly Site[], context: Context): void {
  const earlier = new Set<string>();
  for (const site of sites) {
    const own = site.addresses.map((address) => JSON.stringify(siteAddress(address)));
    for (const [index, address] of site.addresses.entries()) {
      if (!earlier.has(own[index] ?? "")) continue;
      context.report(
        siteName(site),
        `address ${shown(address)} belongs to another site of this container. Put both into one.`,
      );
    }
    for (const each of own) earlier.add(each);
  }
}
