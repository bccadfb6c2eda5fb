import { didYouMean } from "../../schema/did-you-mean";
import { IMPORT } from "../directives/import";
import { bodyOf } from "../directives/registry";
import { ANYTHING, type Grammar, hasWord, wordIn } from "../grammar/grammar";
import { ANY_MATCHER, REQUEST_MATCHER, RESPONSE_MATCHER } from "../matchers/grammar";
import { matcherDirectives } from "../matchers/words";
import type { Directive } from "../model/directive";
import { hasImportArgument, isImportBlock } from "../model/import-argument";
import type { Matcher } from "../model/matcher";
import type { Content } from "../render/content";
import { unnameable } from "../render/token";
import { holdsOptions } from "../render/words";
import { checkArguments, checkSpace } from "./arguments";
import { Declarations } from "./declarations";
import { hasPlaces } from "./filled";
import { checkNames } from "./modules";
import { type Context, type Place, placeOf, shown, within } from "./place";

/** Checks the words of a block against their grammar. */
export function checkWords(
  words: readonly Directive[],
  grammar: Grammar,
  place: Place,
  context: Context,
): void {
  for (const [at, word] of words.entries()) {
    // A word of the grammar has a name that labels can express.
    const reason = hasWord(grammar, word.name) ? undefined : unnameable(word.name);
    if (reason !== undefined) {
      context.report(place, `has a word named ${shown(word.name)}, which ${reason}.`);
      continue;
    }
    checkKnown(word, grammar, placeOf(words, at, place), place, context);
  }
}

function checkKnown(
  word: Directive,
  grammar: Grammar,
  here: Place,
  place: Place,
  context: Context,
): void {
  const matchers = word.name.startsWith("@") ? matchersIn(grammar, context) : undefined;
  const known = word.name === "import" ? IMPORT.import : wordIn(grammar, word.name);
  if (matchers !== undefined) {
    checkWord(word, matchers, here, context);
  } else if (known !== undefined) {
    const content = holdsOptions(word, grammar, known) ? context.contents?.of(word) : undefined;
    checkWord(word, known, here, context, content);
  } else if (isDeclared(word, grammar, context) || isFilledIn(word, context)) {
    checkValues(word, here, context);
  } else context.report(place, unknownWord(word, grammar));
}

/** The grammar of the matchers that a block may define. */
function matchersIn({ routes, block = {} }: Grammar, { inSnippet }: Context): Grammar | undefined {
  if (routes === true) return inSnippet === true ? ANY_MATCHER : REQUEST_MATCHER;
  return "handle_response" in block ? RESPONSE_MATCHER : undefined;
}

/** Whether an import decides what the word is. */
function isFilledIn({ name }: Directive, { inSnippet }: Context): boolean {
  return inSnippet === true && (isImportBlock(name) || hasImportArgument(name));
}

/** Whether a module of the image brings the word. Its grammar is unknown. */
function isDeclared(word: Directive, { block = {}, routes }: Grammar, context: Context): boolean {
  const open = routes === true || Object.hasOwn(block, "email");
  const { incomplete, directives } = context.surroundings;
  return open && (incomplete || directives?.includes(word.name) === true);
}

function unknownWord({ name }: Directive, grammar: Grammar): string {
  const words = Object.keys(grammar.block ?? {});
  return `must not have "${name}", which Caddy doesn't know here.${didYouMean(name, words)}`;
}

/** @param content what is known of the directive already. */
function checkWord(
  word: Directive,
  grammar: Grammar,
  place: Place,
  context: Context,
  content?: Content,
): void {
  checkMatcher(word, grammar, place, context);
  if (content !== undefined && isCorrect(content, word, grammar)) return;
  checkContent(word, grammar, place, context);
}

/** Whether a directive has no mistake, whatever is around it; equal ones are checked once. */
function isCorrect(content: Content, word: Directive, grammar: Grammar): boolean {
  if (content.correct !== undefined) return content.correct;
  content.correct = content.alone;
  const report = () => {
    content.correct = false;
  };
  const nothing = { routing: {}, surroundings: {}, declarations: new Declarations({}), report };
  if (content.alone) checkContent(word, grammar, "", nothing);
  return content.correct;
}

/** Checks a word without its matcher. */
function checkContent(word: Directive, grammar: Grammar, place: Place, context: Context): void {
  checkArguments(word, grammar, place, context);
  checkNames(word, grammar, place, context);
  if (grammar.needsBlock && word.block.length === 0) {
    context.report(place, "is empty, and the plugin would drop its braces. Give it a directive.");
  }
  const unknown = context.inSnippet === true && hasPlaces([word]);
  const problem = unknown ? undefined : grammar.check?.(word);
  if (problem !== undefined) context.report(place, problem);
  checkWords(word.block, bodyOf(grammar, word), place, context);
}

function checkValues(word: Directive, place: Place, context: Context): void {
  checkArguments(word, ANYTHING, place, context);
  checkWords(word.block, ANYTHING, place, context);
}

function checkMatcher(
  { matcher, args }: Directive,
  grammar: Grammar,
  place: Place,
  context: Context,
): void {
  if (matcher === undefined && grammar.matcher === "any") checkSpace(args, place, context);
  if (matcher === undefined || matcher.named !== undefined) return;
  if (grammar.matcher === undefined) {
    context.report(place, "takes no matcher. Write handle(matcher, …) around it.");
    return;
  }
  const response = grammar.matcher === "response";
  checkConditions(matcher, response ? RESPONSE_MATCHER : REQUEST_MATCHER, place, context);
}

function checkConditions(
  { not = [], ...matcher }: Matcher,
  grammar: Grammar,
  place: Place,
  context: Context,
): void {
  checkWords(matcherDirectives(matcher), grammar, within(place, "matcher"), context);
  for (const inner of not) {
    if (Object.keys(inner).length === 0) context.report(place, "matcher not is empty.");
    checkConditions(inner, grammar, within(place, "matcher.not"), context);
  }
}
