import { undeclaredName } from "./cel-names";
import type { Rule } from "./grammar";

const CLOSES: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
const STRING = /(?:[rRbB]{0,2})(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/g;
const PLACEHOLDER = /(^|[^\\])\{[a-zA-Z][\w.-]+\}/g;

/** A CEL expression. Without a CEL parser, this finds only common mistakes. */
export const expression: Rule = (value) => {
  const reason = celProblem(value);
  if (reason === undefined) return undefined;
  return `must be a CEL expression, got ${JSON.stringify(value)}: ${reason}.`;
};

function celProblem(value: string): string | undefined {
  const code = value.replace(STRING, "s").trim();
  if (code === "") return "it is empty";
  if (/["']/.test(code)) return "a string in it is not closed";
  if (/(&&|\|\||[-+*/%<>=!.,?:])$/.test(code)) return "it ends in an operator";
  if (/^(&&|\|\||[*/%<>=.,?:])/.test(code)) return "it starts with an operator";
  if (/[^&]&[^&]|[^|]\|[^|]/.test(code)) return 'write "&&" and "||", not "&" and "|"';
  if (/[^=!<>]=[^=]/.test(code)) return 'write "==" to compare';
  if (/\b(and|or|not)\b/.test(code)) return 'write "&&", "||" and "!", not words';
  return unbalanced(code) ?? nameProblem(value.replace(STRING, "0").replace(PLACEHOLDER, "$10"));
}

/** @param code the expression, with numbers in place of strings and placeholders. */
function nameProblem(code: string): string | undefined {
  if (/^\s*0\s*$/.test(code)) return "it is no condition";
  const name = undeclaredName(code);
  if (name === undefined) return undefined;
  return `nothing declares ${name}. If it is a text, write '${name}'`;
}

function unbalanced(code: string): string | undefined {
  const open: string[] = [];
  for (const character of code.match(/[()[\]{}]/g) ?? []) {
    const opener = CLOSES[character];
    if (opener === undefined) open.push(character);
    else if (open.pop() !== opener) return `"${character}" closes nothing`;
  }
  return open.length === 0 ? undefined : `"${open.at(-1)}" is not closed`;
}
