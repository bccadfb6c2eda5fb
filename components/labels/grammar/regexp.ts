import type { Rule } from "./grammar";

const LOOKAROUND = /\(\?(=|!|<=|<!)/;
const ESCAPE = /\\(.)/gsu;
const KNOWN_ESCAPE = /^[\p{P}\p{S}\saAbBdDsSwWzpPQEfnrtvxC0-7]$/u;
const REPEAT = /\{(\d+)(?:,(\d*))?\}/g;

/**
 * A regular expression of Go (RE2), as far as it can be told without Go: it has neither lookaround
 * nor references back, no repetition above 1000 and only escapes it knows.
 */
export const regexp: Rule = (value) => {
  const reason = foreignSyntax(value) ?? syntaxError(value);
  if (reason === undefined) return undefined;
  return `must be a regular expression (RE2), got ${JSON.stringify(value)}: ${reason}.`;
};

function foreignSyntax(pattern: string): string | undefined {
  const plain = pattern.replace(/\\[^Q]/gsu, "..");
  if (LOOKAROUND.test(plain)) return "RE2 has no lookaround";
  for (const [, escaped = ""] of pattern.matchAll(ESCAPE)) {
    if (/[1-9]/.test(escaped)) return "RE2 has no references back";
    if (!KNOWN_ESCAPE.test(escaped)) return `"\\${escaped}" is no escape`;
  }
  for (const [, low = "", high = ""] of plain.matchAll(REPEAT)) {
    if (Number(low) > 1000 || Number(high) > 1000) return "RE2 repeats up to 1000 times";
  }
  return undefined;
}

function syntaxError(pattern: string): string | undefined {
  try {
    new RegExp(inJavaScript(pattern));
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.replace(/^.*: /, "").toLowerCase();
  }
}

/** The pattern in JavaScript's syntax, where RE2 has other words for the same. */
function inJavaScript(pattern: string): string {
  return pattern
    .replace(/\\Q(.*?)(\\E|$)/gs, (_, literal: string) => literal.replace(/\W/g, "\\$&"))
    .replace(/\(\?P</g, "(?<")
    .replace(/\(\?[a-zA-Z]*(-[a-zA-Z]+)?\)/g, "")
    .replace(/\(\?[a-zA-Z]+(-[a-zA-Z]+)?:/g, "(?:")
    .replace(/\\[Az]/g, "\\b")
    .replace(/\[:\^?[a-z]+:\]/g, "a");
}
