import { GLOBALS } from "../directives/global-grammar";
import type { NamedRoute, Routing, Site, Snippet, Surroundings } from "../model/routing";
import { unnameable } from "../render/token";
import { plainWords, routeWords } from "../render/words";
import { type Context, shown } from "./place";
import { checkMerge } from "./replicas";
import { checkBody, checkSite, siteName } from "./site";
import { checkWords } from "./words";

/** Checks the routing of one container. Returns all problems with their place, value, rule and fix. */
export function checkRouting(routing: Routing, surroundings: Surroundings = {}): string[] {
  const problems = new Set<string>();
  const context: Context = {
    routing,
    surroundings,
    report: (place, problem) => problems.add(`${place} ${problem}`),
  };
  checkGlobal(routing, context);
  for (const each of routing.snippets ?? []) checkNamed("snippet", each, context);
  for (const each of routing.routes ?? []) checkNamed("named route", each, context);
  for (const each of routing.sites ?? []) checkSite(each, context);
  checkOnce("snippet", routing.snippets ?? [], context);
  checkOnce("named route", routing.routes ?? [], context);
  checkAddressesOnce(routing.sites ?? [], context);
  return [...problems];
}

function checkGlobal({ global = [] }: Routing, context: Context): void {
  checkWords(global, GLOBALS, "global option", context);
  const names = global.map(({ name }) => name);
  for (const name of names.filter((each, index) => names.indexOf(each) !== index)) {
    if (name === "log" || name === "servers") continue;
    context.report(
      `global option ${name}`,
      "is there twice, and Caddy would ignore one. Drop one.",
    );
  }
  checkMerge(plainWords(global, GLOBALS), "global option", context);
}

function checkNamed(kind: string, block: Snippet | NamedRoute, context: Context): void {
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
  checkBody(block.directives, place, context);
  checkMerge(routeWords(block.directives, place), place, context);
}

function checkOnce(kind: string, blocks: readonly { name: string }[], context: Context): void {
  const names = blocks.map(({ name }) => name);
  for (const name of names.filter((each, index) => names.indexOf(each) !== index)) {
    context.report(`${kind} "${name}":`, "is declared twice in one container.");
  }
}

/** The plugin merges blocks with one address in an order that varies. */
function checkAddressesOnce(sites: readonly Site[], context: Context): void {
  sites.forEach((site, index) => {
    const earlier = sites.slice(0, index).flatMap(({ addresses }) => addresses);
    const shared = site.addresses.filter((address) =>
      earlier.some((other) => JSON.stringify(other) === JSON.stringify(address)),
    );
    for (const address of shared) {
      context.report(
        siteName(site),
        `address ${shown(address)} belongs to another site of this container. Put both into one.`,
      );
    }
  });
}
