import { bodyOf } from "../directives/registry";
import { ANYTHING, type Grammar, wordIn } from "../grammar/grammar";
import { nearest } from "../grammar/rules";
import { REQUEST_MATCHER, RESPONSE_MATCHER } from "../matchers/grammar";
import { matcherDirectives } from "../matchers/words";
import { isVariable } from "../model/argument";
import type { Directive } from "../model/directive";
import type { Matcher } from "../model/matcher";
import { unnameable, unrepresentable } from "../render/token";
import { checkNames } from "./modules";
import { type Context, placed, shown, within } from "./place";

/** Checks the words of a block against their grammar. */
export function checkWords(
  words: readonly Directive[],
  grammar: Grammar,
  place: string,
  context: Context,
): void {
  for (const { word, here } of placed(words, place)) {
    const reason = unnameable(word.name);
    if (reason !== undefined) {
      context.report(place, `has a word named ${shown(word.name)}, which ${reason}.`);
      continue;
    }
    const known = wordIn(grammar, word.name);
    if (known !== undefined) checkWord(word, known, here, context);
    else if (isDeclared(word, grammar, context)) checkValues(word, here, context);
    else context.report(place, unknownWord(word, grammar));
  }
}

/** Whether a module of the image brings the word. Its grammar is unknown. */
function isDeclared(word: Directive, { block = {}, routes }: Grammar, context: Context): boolean {
  const open = routes === true || Object.hasOwn(block, "email");
  return open && context.surroundings.directives?.includes(word.name) === true;
}

function unknownWord({ name }: Directive, grammar: Grammar): string {
  const words = Object.keys(grammar.block ?? {});
  return `must not have "${name}", which Caddy doesn't know here.${nearest(name, words)}`;
}

function checkWord(word: Directive, grammar: Grammar, place: string, context: Context): void {
  checkMatcher(word, grammar, place, context);
  checkArguments(word, grammar, place, context);
  checkNames(word, grammar, place, context);
  if (grammar.needsBlock && word.block.length === 0) {
    context.report(place, "is empty, and the plugin would drop its braces. Give it a directive.");
  }
  const problem = grammar.check?.(word);
  if (problem !== undefined) context.report(place, problem);
  checkWords(word.block, bodyOf(grammar, word), place, context);
}

function checkArguments(word: Directive, grammar: Grammar, place: string, context: Context): void {
  const { args = [], optional = [], rest, min = args.length } = grammar;
  const rules = [...args, ...optional];
  if (word.args.length < min) {
    context.report(place, `must have ${count(min)}, got ${word.args.length}.`);
  }
  if (rest === undefined && word.args.length > rules.length) {
    context.report(place, `must have at most ${count(rules.length)}, got ${word.args.length}.`);
  }
  word.args.forEach((argument, index) => {
    const reason = unrepresentable(argument);
    if (reason !== undefined) context.report(place, `${shown(argument)} ${reason}.`);
    const rule = rules[index] ?? rest;
    if (isVariable(argument) || reason !== undefined) return;
    const problem = rule?.(argument);
    if (problem !== undefined) context.report(place, problem);
  });
}

function checkValues(word: Directive, place: string, context: Context): void {
  checkArguments(word, ANYTHING, place, context);
  checkWords(word.block, ANYTHING, place, context);
}

function checkMatcher(
  { matcher }: Directive,
  grammar: Grammar,
  place: string,
  context: Context,
): void {
  if (matcher === undefined) return;
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
  place: string,
  context: Context,
): void {
  checkWords(matcherDirectives(matcher), grammar, within(place, "matcher"), context);
  for (const inner of not) {
    if (Object.keys(inner).length === 0) context.report(place, "matcher not is empty.");
    checkConditions(inner, grammar, within(place, "matcher.not"), context);
  }
}

function count(number: number): string {
  return number === 1 ? "1 argument" : `${number} arguments`;
}
