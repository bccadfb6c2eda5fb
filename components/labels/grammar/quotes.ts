import { type Argument, argumentText } from "../model/argument";
import { type Grammar, type Rule, text } from "./grammar";

/**
 * The end of a message about too many arguments: the value that they would be in quotes; empty if the
 * word takes no text.
 */
export function inQuotes(
  given: readonly Argument[],
  { args = [], optional = [] }: Grammar,
): string {
  const rules = [...args, ...optional];
  const first = rules.indexOf(text);
  if (first === -1) return "";
  const start = Math.max(first, args.length - 1);
  const end = isApart(given.at(-1), optional.at(-1)) ? given.length - 1 : given.length;
  const words = given.slice(start, end);
  return words.length < 2 ? "" : ` Put a value with spaces in quotes: ${quotedValue(words)}.`;
}

/** Whether the last argument is one of its own. */
function isApart(last: Argument | undefined, rule: Rule | undefined): boolean {
  if (rule === undefined || rule === text) return false;
  return typeof last !== "string" || rule(last) === undefined;
}

/** The end of a message about a word after a text, which may be a part of it. */
export function inQuotesAfter(
  given: readonly Argument[],
  at: number,
  rules: readonly Rule[],
): string {
  const value = given[at];
  const isText = rules[at - 1] === text && rules[at] !== text;
  if (!isText || typeof value !== "string" || /^\d/.test(value)) return "";
  return ` Put a value with spaces in quotes: ${quotedValue(given.slice(at - 1, at + 1))}.`;
}

/** Words as one value in quotes, without single quotes around it, which quote nothing. */
export function quotedValue(words: readonly Argument[]): string {
  const value = words
    .map(argumentText)
    .join(" ")
    .replace(/^'([^']*)'$/, "$1");
  return value.includes('"') ? `\`${value}\`` : `"${value}"`;
}
