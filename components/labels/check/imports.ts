import { GLOBALS } from "../directives/global-grammar";
import { arity } from "../directives/import";
import { bodyOf } from "../directives/registry";
import { snippetGrammar } from "../directives/snippet-grammar";
import { ANYTHING, type Grammar, wordIn } from "../grammar/grammar";
import type { Directive } from "../model/directive";
import { hasImportArgument, isSeveral } from "../model/import-argument";
import type { Snippet } from "../model/routing";
import { routeWords } from "../render/words";
import { filled, hasPlaces } from "./filled";
import { type Context, type Place, placeOf } from "./place";
import { checkWords } from "./words";

/**
 * Reports snippets and named routes without a declaration, missing arguments, mistakes in snippets
 * with the arguments of an import, and a second import of matchers.
 *
 * @param grammar that of the block.
 * @param around the snippets that the outer blocks import.
 * @param within the snippets whose text this is.
 */
export function checkImports(
  directives: readonly Directive[],
  grammar: Grammar,
  place: Place,
  context: Context,
  around: readonly string[] = [],
  within: readonly string[] = [],
): void {
  const imported = [...around];
  for (const [at, word] of directives.entries()) {
    const here = placeOf(directives, at, place);
    if (word.name === "import") {
      checkImport(word, grammar, here, context, within);
      checkMatchersOnce(word, here, context, imported);
      imported.push(String(word.args[0]));
    }
    if (word.name === "invoke") checkInvoke(word, here, context);
  }
  for (const [at, word] of directives.entries()) {
    if (word.block.length === 0 || word.name === "import") continue;
    const body = bodyOf(wordIn(grammar, word.name) ?? ANYTHING, word);
    checkImports(word.block, body, placeOf(directives, at, place), context, imported, within);
  }
}

function checkMatchersOnce(
  { args: [name] }: Directive,
  place: Place,
  context: Context,
  imported: readonly string[],
): void {
  const snippet = typeof name === "string" ? context.declarations.snippet(name) : undefined;
  if (snippet === undefined || !imported.includes(snippet.name)) return;
  if (!routeWords(snippet.directives).some((word) => word.name.startsWith("@"))) return;
  context.report(
    place,
    `imports the snippet "${snippet.name}" again, and Caddy refuses a second definition of its ` +
      "matchers. Put each import into a handle or route of its own.",
  );
}

function checkImport(
  word: Directive,
  grammar: Grammar,
  place: Place,
  context: Context,
  within: readonly string[],
): void {
  const [name, ...args] = word.args;
  if (typeof name !== "string" || hasImportArgument(name)) return;
  const snippet = context.declarations.snippet(name);
  if (snippet !== undefined && grammar === GLOBALS) {
    context.report(
      place,
      `names the snippet "${name}", which Caddy reads after the global options. Write its options here.`,
    );
    return;
  }
  if (snippet === undefined) {
    if (context.surroundings.imports?.includes(name) !== true) {
      context.report(place, undeclared(name));
    }
    return;
  }
  const wanted = arity(snippet);
  if (args.length < wanted && !args.some(isSeveral)) {
    context.report(
      place,
      `must have ${wanted} of the arguments that the snippet "${name}" names, got ${args.length}.`,
    );
  }
  if (args.some((each) => typeof each !== "string" && "template" in each)) {
    context.report(
      place,
      "must not have a template as its argument: the plugin would not merge replicas.",
    );
  }
  // Caddy refuses a snippet that imports itself, which would loop here.
  if (!within.includes(name)) checkSnippetHere(snippet, word, grammar, place, context, within);
}

function undeclared(name: string): string {
  if (!/[./*?[\]]/.test(name)) return `names the snippet "${name}", which is not declared.`;
  return (
    `names the file "${name}" of the proxy's container, which is not declared. ` +
    `List it among the proxy's imports: ["${name}"].`
  );
}

/** Checks a snippet where it is imported, unless its declaration's check has found all. */
function checkSnippetHere(
  { name, directives }: Snippet,
  { args: [, ...values] }: Directive,
  grammar: Grammar,
  place: Place,
  context: Context,
  within: readonly string[],
): void {
  const atHome = grammar === snippetGrammar(directives.map((each) => each.name));
  if (atHome && !hasPlaces(directives)) return;
  const inside = { ...context, inSnippet: true };
  const known = new Set(atHome ? problemsOf(directives, grammar, place, inside).map(String) : []);
  const words = filled(directives, grammar, values);
  for (const found of problemsOf(words, grammar, place, inside)) {
    if (!known.has(String(found))) context.report(...found);
  }
  checkImports(words, grammar, place, context, [], [...within, name]);
}

function problemsOf(
  words: readonly Directive[],
  grammar: Grammar,
  place: Place,
  context: Context,
): [place: string, problem: string][] {
  const found: [string, string][] = [];
  const report = (at: Place, problem: string) => found.push([String(at), problem]);
  checkWords(words, grammar, place, { ...context, contents: undefined, report });
  return found;
}

function checkInvoke({ args: [name] }: Directive, place: Place, context: Context): void {
  if (typeof name !== "string" || hasImportArgument(name)) return;
  if (context.declarations.hasRoute(name)) return;
  context.report(place, `names the route "${name}", which is not declared.`);
}
