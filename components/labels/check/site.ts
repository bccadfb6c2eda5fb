import { ROUTES } from "../directives/registry";
import { snippetGrammar } from "../directives/snippet-grammar";
import { optionWithoutProvider } from "../directives/tls-grammar";
import { addressProblem, hasLocalName, isServedOverTls } from "../model/address";
import type { Directive } from "../model/directive";
import type { Site } from "../model/routing";
import { unrepresentable } from "../render/token";
import type { RenderedDirective } from "../render/words";
import { checkImports } from "./imports";
import { checkInPlace } from "./in-place";
import { type Context, type Place, placeOf, shown } from "./place";
import { checkReach } from "./reach";
import { checkMerge } from "./replicas";
import { checkWords } from "./words";

/** The place of a site in messages. */
export function siteName({ addresses }: Site): string {
  const names = addresses.map((address) => shown(address).slice(1, -1));
  return `site "${names.join(" ")}":`;
}

/** Checks one site by itself. */
export function checkSite(site: Site, words: readonly RenderedDirective[], context: Context): void {
  const place = siteName(site);
  checkAddresses(site, place, context);
  if (site.directives.length === 0) {
    context.report(
      place,
      "has no directive, and the plugin would drop the site after it. Give it one.",
    );
  }
  if (site.directives.filter(({ name }) => name === "tls").length > 1) {
    context.report(place, "has tls twice, and Caddy would mix them. Write one.");
  }
  checkBody(site.directives, place, context, true);
  checkMerge(words, place, context);
}

/** Checks the directives of a site, or of a named route, which is like a block in a site. */
export function checkBody(
  directives: readonly Directive[],
  place: Place,
  context: Context,
  isSite = false,
): void {
  checkWords(directives, ROUTES, place, context);
  checkChallenges(directives, place, context);
  checkReach(directives, place, context);
  checkImports(directives, ROUTES, place, context);
  checkInPlace(directives, place, context, isSite);
}

/** Checks the directives of a snippet, as far as Caddy can read them in a site. */
export function checkSnippet(
  directives: readonly Directive[],
  place: Place,
  context: Context,
): void {
  const inSnippet = { ...context, inSnippet: true };
  const grammar = snippetGrammar(directives.map(({ name }) => name));
  checkWords(directives, grammar, place, inSnippet);
  checkChallenges(directives, place, inSnippet);
  checkImports(directives, grammar, place, inSnippet);
  if (grammar === ROUTES) checkReach(directives, place, inSnippet);
}

function checkAddresses(site: Site, place: Place, context: Context): void {
  if (site.addresses.length === 0) context.report(place, "must have an address.");
  for (const address of site.addresses) {
    const reason = unrepresentable(address);
    if (reason !== undefined) context.report(place, `address ${shown(address)} ${reason}.`);
    if (typeof address !== "string" || reason !== undefined) continue;
    const problem = addressProblem(address);
    if (problem !== undefined) context.report(place, `address ${shown(address)} ${problem}.`);
    else if (address.startsWith("*.")) checkWildcard(address, site, place, context);
    else if (address.includes("_")) checkUnderscore(address, site, place, context);
  }
}

/** A wildcard's certificate needs a DNS challenge, Caddy's local CA, or files. */
function checkWildcard(address: string, site: Site, place: Place, context: Context): void {
  if (!isServedOverTls(address) || hasLocalName(address)) return;
  const tls = site.directives.find(({ name }) => name === "tls");
  const served = ["acme_dns", "local_certs", "auto_https"].some((name) =>
    context.declarations.hasOption(name),
  );
  if (served || (tls !== undefined && certifies(tls))) return;
  context.report(
    place,
    `address ${shown(address)} is a wildcard, which needs a DNS challenge or Caddy's local CA. ` +
      "Write .tls(dns(provider)) or .tls(internal()).",
  );
}

/** A name with an underscore gets no certificate of a public CA. */
function checkUnderscore(address: string, site: Site, place: Place, context: Context): void {
  if (!isServedOverTls(address) || hasLocalName(address)) return;
  const [certificate, key] = site.directives.find(({ name }) => name === "tls")?.args ?? [];
  if (certificate === "internal" || key !== undefined) return;
  if (["local_certs", "auto_https"].some((name) => context.declarations.hasOption(name))) return;
  context.report(
    place,
    `address ${shown(address)} has a "_", and no public CA certifies it. Write ` +
      `"http://${address}", or .tls(internal()).`,
  );
}

/** Reports options of the DNS challenge without a provider, of the site or of all sites. */
function checkChallenges(directives: readonly Directive[], place: Place, context: Context): void {
  if (["dns", "acme_dns"].some((name) => context.declarations.hasOption(name))) return;
  for (const [at, word] of directives.entries()) {
    const option = word.name === "tls" ? optionWithoutProvider(word) : undefined;
    if (option === undefined) continue;
    context.report(placeOf(directives, at, place), `must have dns beside ${option}.`);
  }
}

function certifies({ args, block }: Directive): boolean {
  const words = ["dns", "on_demand", "load", "get_certificate", "issuer"];
  return (
    args[0] === "internal" || args.length === 2 || block.some(({ name }) => words.includes(name))
  );
}
