import { GLOBALS } from "../directives/global-grammar";
import { bodyOf, ROUTES } from "../directives/registry";
import { snippetGrammar } from "../directives/snippet-grammar";
import { ANYTHING, type Grammar, wordIn } from "../grammar/grammar";
import { matcherDirectives, matcherName } from "../matchers/words";
import { partsOf } from "../model/argument";
import { type Directive, keepsOrder } from "../model/directive";
import type { Matcher } from "../model/matcher";
import type { NamedRoute, Routing, Site, Snippet } from "../model/routing";
import { Contents, type RenderedDirective } from "./content";

export type { RenderedDirective } from "./content";

/** A block of a routing and its words. */
export interface BlockWords<T> {
  readonly block: T;
  readonly words: readonly RenderedDirective[];
}

/** The words of a routing, which its check and its labels share. */
export class RoutingWords {
  readonly global: readonly RenderedDirective[];
  readonly snippets: readonly BlockWords<Snippet>[];
  readonly routes: readonly BlockWords<NamedRoute>[];
  readonly sites: readonly BlockWords<Site>[];

  readonly contents = new Contents();

  constructor({ global = [], snippets = [], routes = [], sites = [] }: Routing) {
    this.global = plainWords(global, GLOBALS);
    this.snippets = snippets.map((block) => ({ block, words: this.snippetWords(block) }));
    this.routes = routes.map((block) => ({ block, words: this.wordsOf(block) }));
    this.sites = sites.map((block) => ({ block, words: this.wordsOf(block) }));
  }

  private wordsOf({ directives }: NamedRoute | Site): readonly RenderedDirective[] {
    return routeWords(directives, "", this.contents);
  }

  private snippetWords({ name, directives }: Snippet): readonly RenderedDirective[] {
    const grammar = snippetGrammar(directives.map((each) => each.name));
    return routeWords(directives, `snippet ${name}`, this.contents, grammar);
  }
}

/** The names that several words have. */
export function repeatedNames(words: readonly RenderedDirective[]): ReadonlySet<string> {
  if (words.length < 2) return NONE;
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { name } of words) (seen.has(name) ? repeated : seen).add(name);
  return repeated;
}

const NONE: ReadonlySet<string> = new Set();

/** The words of a block of directives, after the definitions of their matchers. */
export function routeWords(
  directives: readonly Directive[],
  scope = "",
  contents = new Contents(),
  grammar = ROUTES,
): RenderedDirective[] {
  const definitions = new Map<string, Matcher>();
  const words = bodyWords(directives, grammar, { scope, definitions, contents });
  return [...definitionWords(definitions), ...words];
}

/** The words of a block without directives, such as the global options. */
function plainWords(directives: readonly Directive[], grammar: Grammar): RenderedDirective[] {
  return bodyWords(directives, grammar, unscoped());
}

interface Scope {
  readonly scope: string;
  /** The matchers of requests, which a site defines once. */
  readonly definitions: Map<string, Matcher>;
  readonly contents: Contents;
}

function unscoped(contents = new Contents()): Scope {
  return { scope: "", definitions: new Map(), contents };
}

function bodyWords(
  directives: readonly Directive[],
  grammar: Grammar,
  scope: Scope,
): RenderedDirective[] {
  // The block that uses a matcher of responses defines it.
  const own: Scope = { ...scope, definitions: new Map() };
  const words = directives.map((each): RenderedDirective => {
    const known = wordIn(grammar, each.name) ?? ANYTHING;
    const token = matcherToken(each, known, known.matcher === "response" ? own : scope);
    const args = token === undefined ? each.args : [token, ...each.args];
    const block = blockWords(each, grammar, known, scope);
    const { name, order } = each;
    const word = keepsOrder(each) ? { name, args, block, ordered: true } : { name, args, block };
    return order === undefined ? word : { ...word, order };
  });
  return own.definitions.size === 0 ? words : [...definitionWords(own.definitions), ...words];
}

const EMPTY: readonly RenderedDirective[] = [];
const shared = new WeakSet<readonly RenderedDirective[]>();

/** Whether the block of equal directives is one value. */
export function isShared(block: readonly RenderedDirective[]): boolean {
  return shared.has(block);
}

function blockWords(
  word: Directive,
  around: Grammar,
  own: Grammar,
  scope: Scope,
): readonly RenderedDirective[] {
  if (word.block.length === 0) return EMPTY;
  if (!holdsOptions(word, around, own)) return bodyWords(word.block, bodyOf(own, word), scope);
  const content = scope.contents.of(word);
  if (!content.alone) return bodyWords(word.block, bodyOf(own, word), scope);
  content.words ??= bodyWords(word.block, bodyOf(own, word), unscoped(scope.contents));
  shared.add(content.words);
  return content.words;
}

/** Whether a word is a directive with a block of options, not of other directives. */
export function holdsOptions(word: Directive, around: Grammar, own: Grammar): boolean {
  return around === ROUTES && own.routes !== true && word.block.length > 0;
}

function matcherToken(word: Directive, grammar: Grammar, scope: Scope): string | undefined {
  const { matcher } = word;
  if (matcher === undefined) return isAmbiguous(word, grammar) ? "*" : undefined;
  if (matcher.named !== undefined) return matcher.named;
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
