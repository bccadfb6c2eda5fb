import { bodyOf, ROUTES } from "../directives/registry";
import { ANYTHING, type Grammar, isUnknown, wordIn } from "../grammar/grammar";
import type { Directive } from "../model/directive";
import { filled } from "./filled";
import { type Context, type Place, placeOf } from "./place";

/** The names of the matchers that a block and the blocks around it define. */
interface Known {
  readonly names: ReadonlySet<string>;
  /** Whether imports may define others. */
  readonly open: boolean;
  /** Whether the block is a site's own. */
  readonly isSite: boolean;
}

const NONE: Known = { names: new Set(), open: false, isSite: false };

/** A directive, and the place of the import that it comes from, or its own. */
interface Placed {
  readonly word: Directive;
  readonly place: Place;
}

/** Directives of a site itself, which Caddy refuses in a block inside it. */
const SITE_ONLY: ReadonlySet<string> = new Set(["bind", "handle_errors", "log", "tls"]);

/**
 * Checks directives where they stand, with those of imports in their places: reports named matchers that
 * nothing defines, or that two define, and directives that only a site can have.
 */
export function checkInPlace(
  directives: readonly Directive[],
  place: Place,
  context: Context,
  isSite: boolean,
): void {
  const words = directives.map((word, at) => ({ word, place: placeOf(directives, at, place) }));
  checkBlock(words, ROUTES, context, { ...NONE, isSite });
}

function checkBlock(
  written: readonly Placed[],
  grammar: Grammar,
  context: Context,
  around: Known,
): void {
  if (isUnknown(grammar)) return;
  const words = written.flatMap((each) => withImports(each, grammar, context, []));
  const names = new Set(grammar.routes === true ? around.names : []);
  for (const { word, place } of words) {
    if (!word.name.startsWith("@")) continue;
    if (names.has(word.name)) {
      context.report(place, `defines ${word.name} a second time, which Caddy refuses.`);
    }
    names.add(word.name);
  }
  const open = around.open || words.some(({ word }) => word.name === "import");
  const known = { names, open, isSite: false };
  for (const { word, place } of words) {
    if (!around.isSite && grammar.routes === true && SITE_ONLY.has(word.name)) {
      context.report(place, "must be in the site itself; Caddy refuses it in a block.");
    }
    checkWord(word, grammar, place, context, known, around);
  }
}

function checkWord(
  word: Directive,
  parent: Grammar,
  place: Place,
  context: Context,
  known: Known,
  around: Known,
): void {
  if (word.name.startsWith("@")) return;
  const grammar = wordIn(parent, word.name) ?? ANYTHING;
  const name = /^(any|response)$/.test(grammar.matcher ?? "") ? nameIn(word) : undefined;
  if (name !== undefined && !known.open && !known.names.has(name)) {
    context.report(place, `names the matcher ${name}, which is not defined.`);
  }
  const inner = word.block.map((each, at) => ({
    word: each,
    place: placeOf(word.block, at, place),
  }));
  // Subdirectives name matchers of responses, and directives in them those of the site.
  checkBlock(inner, bodyOf(grammar, word), context, parent.routes === true ? known : around);
}

function nameIn({ matcher, args: [first] }: Directive): string | undefined {
  const name = matcher?.named ?? (matcher === undefined ? first : undefined);
  return typeof name === "string" && name.startsWith("@") ? name : undefined;
}

/** The directives of an import in its place; the import, if its snippet is declared elsewhere. */
function withImports(
  { word, place }: Placed,
  grammar: Grammar,
  context: Context,
  within: readonly string[],
): Placed[] {
  const [name, ...values] = word.args;
  if (word.name !== "import" || typeof name !== "string") return [{ word, place }];
  const snippet = within.includes(name) ? undefined : context.declarations.snippet(name);
  if (snippet === undefined || word.block.length > 0) return [{ word, place }];
  return filled(snippet.directives, grammar, values).flatMap((each) =>
    withImports({ word: each, place }, grammar, context, [...within, name]),
  );
}
