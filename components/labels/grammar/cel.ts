import type { Rule } from "./grammar";

const CLOSES: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
const STRING = /(?:[rRbB]{0,2})(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/g;

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
  return unbalanced(code);
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
