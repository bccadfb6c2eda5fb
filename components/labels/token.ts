import type { Argument } from "./argument";

/** Why a text cannot stand in a label as one argument; `undefined` when it can. */
export function unrepresentable(text: string): string | undefined {
  if (text === "") return "is empty, and an empty argument vanishes in a label";
  if (FOREIGN_SPACE.test(text)) {
    return "holds a control character or a space other than the ordinary one";
  }
  if (text.includes("{$")) return 'holds "{$", which Caddy replaces from its own environment';
  return needsQuotes(text) ? unquotable(text) : unbearable(text);
}

/**
 * Writes one argument so that the plugin's two lexers and Caddy's all read it back as it is.
 * The exact set was found by fuzzing the plugin; callers check {@link unrepresentable} first.
 */
export function renderArgument(argument: Argument): string {
  if (typeof argument !== "string") return `{{${argument.template}}}`;
  return quote(argument).replaceAll("{{", '{{"{{"}}');
}

const FOREIGN_SPACE = /[^\P{Z} ]|\p{Cc}|\ufeff/u;
const BARE_LOOKALIKE = /^\\*[`#]/;

function needsQuotes(text: string): boolean {
  return text.includes(" ") || text.includes('"');
}

function unquotable(text: string): string | undefined {
  if (text.endsWith("\\")) return "needs quotes and ends in a backslash, which would join them";
  if (text.includes('"') && text.includes("`")) return 'holds both " and `';
  return undefined;
}

function unbearable(text: string): string | undefined {
  if (text === "{" || text === "}") return "is a lone brace, which opens or closes a block";
  if (text.startsWith("<<")) return 'starts with "<<", which opens a heredoc';
  if (text.endsWith("\\")) return "ends in a backslash, which joins lines";
  if (text.includes("\\<")) return 'holds "\\<", which loses its backslash';
  if (BARE_LOOKALIKE.test(text)) return 'starts with "`" or "#", which quotes or comments out';
  return undefined;
}

function quote(text: string): string {
  if (text.includes('"')) return `\`${text}\``;
  return text.includes(" ") ? `"${text}"` : text;
}
