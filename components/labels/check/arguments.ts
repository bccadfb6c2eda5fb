import { type Grammar, mostArguments, type Rule } from "../grammar/grammar";
import { inQuotes, inQuotesAfter } from "../grammar/quotes";
import { type Argument, isVariable } from "../model/argument";
import type { Directive } from "../model/directive";
import { hasImportArgument, isSeveral, startsWithImportArgument } from "../model/import-argument";
import { unrepresentable } from "../render/token";
import { type Context, type Place, shown } from "./place";

const NONE: readonly Rule[] = [];

/** Whether an import decides how many arguments there are, or whether the first is a matcher. */
function isFilledInLater({ args }: Directive, { matcher }: Grammar): boolean {
  const [first] = args;
  const mayMatch = matcher !== undefined && typeof first === "string";
  return args.some(isSeveral) || (mayMatch && startsWithImportArgument(first));
}

/** Checks the arguments of a word, each by its rule. */
export function checkArguments(
  word: Directive,
  grammar: Grammar,
  place: Place,
  context: Context,
): void {
  const { args = NONE, optional = NONE, rest, min = args.length } = grammar;
  const most = mostArguments(grammar);
  const given = word.args.length;
  const isKnown = context.inSnippet !== true || !isFilledInLater(word, grammar);
  if (isKnown && given < min) {
    context.report(place, `must have ${count(min)}, got ${given}.${takenForMatcher(word, min)}`);
  }
  if (isKnown && given > most) {
    const value = inQuotes(word.args, grammar);
    context.report(place, `must have at most ${count(most)}, got ${given}.${value}`);
  }
  word.args.forEach((argument, index) => {
    const reason = unrepresentable(argument);
    if (reason !== undefined) context.report(place, `${shown(argument)} ${reason}.`);
    const rule = args[index] ?? optional[index - args.length] ?? rest;
    if (isVariable(argument) || reason !== undefined) return;
    if (!isKnown || (context.inSnippet === true && hasImportArgument(argument))) return;
    const problem = rule?.(argument);
    if (problem === undefined) return;
    const value = given > most ? "" : inQuotesAfter(word.args, index, [...args, ...optional]);
    context.report(place, problem + value);
  });
}

/** The end of a message about a missing argument, where Caddy takes a path for the matcher. */
function takenForMatcher({ matcher, args }: Directive, min: number): string {
  const [path, ...others] = matcher?.path ?? [];
  if (path === undefined || others.length > 0 || args.length !== min - 1) return "";
  return ` Caddy takes "${path}" for the matcher; write "* ${path}" if it is none.`;
}

/** Reports a `*` that no space follows, and that so is no matcher. */
export function checkSpace([first]: readonly Argument[], place: Place, context: Context): void {
  if (typeof first !== "string" || !/^\*\/./.test(first)) return;
  context.report(
    place,
    `must have a space after "*", got ${shown(first)}. Write "* ${first.slice(1)}" without the quotes.`,
  );
}

function count(number: number): string {
  return number === 1 ? "1 argument" : `${number} arguments`;
}
