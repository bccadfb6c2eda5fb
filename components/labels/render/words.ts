import { bodyOf, ROUTES } from "../directives/registry";
import { ANYTHING, type Grammar, wordIn } from "../grammar/grammar";
import { matcherDirectives, matcherName } from "../matchers/words";
import { type Argument, partsOf } from "../model/argument";
import type { Directive } from "../model/directive";
import type { Matcher } from "../model/matcher";

/** A directive of labels: its matchers are arguments and definitions. */
export interface RenderedDirective {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly block: readonly RenderedDirective[];
}

/** The words of a block of directives, after the definitions of their matchers. */
export function routeWords(directives: readonly Directive[], scope = ""): RenderedDirective[] {
  const definitions = new Map<string, Matcher>();
  const words = bodyWords(directives, ROUTES, { scope, definitions });
  return [...definitionWords(definitions), ...words];
}

/** The words of a block without directives, such as the global options. */
export function plainWords(
  directives: readonly Directive[],
  grammar: Grammar,
): RenderedDirective[] {
  return bodyWords(directives, grammar, { scope: "", definitions: new Map() });
}

interface Scope {
  readonly scope: string;
  /** The matchers of requests, which a site defines once. */
  readonly definitions: Map<string, Matcher>;
}

function bodyWords(
  directives: readonly Directive[],
  grammar: Grammar,
  scope: Scope,
): RenderedDirective[] {
  // The block that uses a matcher of responses defines it.
  const own: Scope = { scope: scope.scope, definitions: new Map() };
  const words = directives.map((each): RenderedDirective => {
    const known = wordIn(grammar, each.name) ?? ANYTHING;
    const token = matcherToken(each, known, known.matcher === "response" ? own : scope);
    const args = token === undefined ? each.args : [token, ...each.args];
    return { name: each.name, args, block: bodyWords(each.block, bodyOf(known, each), scope) };
  });
  return [...definitionWords(own.definitions), ...words];
}

function matcherToken(word: Directive, grammar: Grammar, scope: Scope): string | undefined {
  const { matcher } = word;
  if (matcher === undefined) return isAmbiguous(word, grammar) ? "*" : undefined;
  const path = onlyPath(matcher);
  if (path !== undefined && isInline(path) && grammar.matcher !== "response") return path;
  const name = matcherName(matcher, scope.scope);
  scope.definitions.set(name, matcher);
  return name;
}

/** Whether Caddy would take the first argument for a matcher, without a `*` before it. */
function isAmbiguous({ args: [first] }: Directive, { matcher }: Grammar): boolean {
  if (matcher === undefined || first === undefined) return false;
  const [start] = partsOf(first);
  if (typeof start === "string") return /^[/@]|^\*$/.test(start);
  return start !== undefined && !("template" in start && start.template.startsWith("upstreams"));
}

/** After a matcher with a line break, Caddy would drop the block. */
function isInline(path: string): boolean {
  return path.startsWith("/") && !path.includes("\n");
}

function onlyPath(matcher: Matcher): string | undefined {
  const [path, ...others] = matcher.path ?? [];
  return others.length === 0 && Object.keys(matcher).length === 1 ? path : undefined;
}

function definitionWords(definitions: ReadonlyMap<string, Matcher>): RenderedDirective[] {
  return [...definitions].map(([name, matcher]) => ({
    name,
    args: [],
    block: plainWords(matcherDirectives(matcher), ANYTHING),
  }));
}
