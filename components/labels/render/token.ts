import { needsQuotes } from "../caddyfile/marshal";
import { type Argument, type Environment, partsOf, type Template } from "../model/argument";
import { remembered } from "../remembered";

/** Most arguments: letters, digits and signs that no lexer treats specially. */
const PLAIN = /^[\w./:*@=,+?%-]+$/;

/** Why a label cannot express an argument; `undefined` if it can. */
export function unrepresentable(argument: Argument): string | undefined {
  if (typeof argument === "string" && PLAIN.test(argument)) return undefined;
  const parts = partsOf(argument);
  const reason = parts.map(partProblem).find((problem) => problem !== undefined);
  if (reason !== undefined) return reason;
  // A letter stands for a template, whose value is unknown.
  const whole = parts.map((part) => (isTemplate(part) ? "x" : literal(part))).join("");
  if (whole === "") return "is empty, and the plugin drops empty arguments";
  return needsQuotes(whole) ? unquotable(whole) : unbearable(whole);
}

/**
 * Writes an argument so that both lexers of the plugin and Caddy's read it unchanged. Callers check
 * {@link unrepresentable} first; fuzzing the plugin found its rules.
 */
export function renderArgument(argument: Argument): string {
  if (typeof argument === "string" && PLAIN.test(argument)) return argument;
  const parts = partsOf(argument);
  const whole = parts.map((part) => (isTemplate(part) ? "x" : literal(part))).join("");
  const quote = needsQuotes(whole) ? (/["\n]/.test(whole) ? "`" : '"') : "";
  return quote + renderParts(parts) + quote;
}

/** Why a string cannot be the name of a word, which is part of a label's key. */
export function unnameable(name: string): string | undefined {
  if (name.includes("\n")) return "has a line break";
  return unrepresentable(name);
}

/** The text of an argument with `{{` escaped, and its templates. */
function renderParts(parts: readonly (string | Template | Environment)[]): string {
  const runs: string[] = [""];
  for (const part of parts) {
    if (isTemplate(part)) runs.push(`{{${part.template}}}`, "");
    else runs[runs.length - 1] += literal(part);
  }
  const escaped = runs.map((run, index) =>
    index % 2 === 1 ? run : run.replaceAll("{{", '{{"{{"}}'),
  );
  return escaped
    .map((run, index) => {
      const opens = index % 2 === 0 && index < runs.length - 1 && run.endsWith("{");
      return opens ? `${run.slice(0, -1)}{{"{"}}` : run;
    })
    .join("");
}

function isTemplate(part: string | Template | Environment): part is Template {
  return typeof part === "object" && "template" in part;
}

function literal(part: string | Environment): string {
  if (typeof part === "string") return part;
  const fallback = part.fallback === undefined ? "" : `:${part.fallback}`;
  return `{$${part.environment}${fallback}}`;
}

function partProblem(part: string | Template | Environment): string | undefined {
  if (typeof part === "string") return textProblem(part);
  return isTemplate(part) ? templateProblem(part.template) : environmentProblem(part);
}

function textProblem(text: string): string | undefined {
  if (FOREIGN_SPACE.test(text)) {
    return "has a control character or a space other than U+0020";
  }
  if (text.includes("{$")) {
    return 'has "{$", which Caddy would replace from its own environment. Write buildEnv(name)';
  }
  return undefined;
}

function environmentProblem({ environment, fallback = "" }: Environment): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(environment)) return "is not the name of an environment variable";
  if (/[{}`"\\]/.test(fallback)) return "has a fallback with a brace, a quote or a backslash";
  return textProblem(fallback);
}

const FOREIGN_SPACE = /[^\P{Z} ]|[^\P{Cc}\n]|\p{Cs}|\ufeff/u;
const BARE_LOOKALIKE = /^\\*[`#]/;

function unquotable(text: string): string | undefined {
  if (text.endsWith("\\"))
    return "needs quotes and ends in a backslash, which would escape the last quote";
  if (/["\n]/.test(text) && text.includes("`")) return 'has a " or a line break, and also a `';
  return undefined;
}

function unbearable(text: string): string | undefined {
  if (text === "{" || text === "}") return "is a lone brace, which opens or closes a block";
  if (text === "{}") return 'is "{}", which Caddy takes for a block';
  if (text.startsWith("<<")) return 'starts with "<<", which opens a heredoc';
  if (text.endsWith("\\")) return "ends in a backslash, which joins lines";
  if (text.includes("\\<")) return 'has "\\<", which loses its backslash';
  if (BARE_LOOKALIKE.test(text)) return 'starts with "`" or "#", which opens a quote or a comment';
  return undefined;
}

/** Checks a Go template. The plugin ignores all labels of a container if it cannot execute one. */
const templateProblem = remembered((template: string): string | undefined => {
  const code = template.replace(STRINGS, '""');
  if (code.trim() === "") return "is an empty template";
  if (/["`\n]/.test(code.replaceAll('""', ""))) return "is a template with an open string";
  if (/\{\{|\}\}|^-|-$/.test(code)) return "is a template with braces or trim marks of its own";
  if (!isBalanced(code)) return "is a template with an open bracket";
  const unknown = [...code.matchAll(CALLED)]
    .map(([, name = ""]) => name)
    .find((name) => !FUNCTIONS.has(name));
  if (STATEMENTS.has(unknown ?? "")) {
    return `is a template with "${unknown}", a part of a statement, which has no typed form. Choose a value with ternary: ternary "a" "b" true`;
  }
  if (unknown !== undefined) return `is a template with "${unknown}", which is no known function`;
  if (/^[\s|]|[|]$/.test(code) && code.includes("|"))
    return 'is a template with a "|" at its start or end';
  return undefined;
});

const STRINGS = /"(?:\\.|[^"\\\n])*"|`[^`]*`/g;
/** Words of statements, which consist of several templates. */
const STATEMENTS = new Set(
  "if else end range with define block template break continue".split(" "),
);
/** Names that are neither fields nor variables. */
const CALLED = /(?<![\w.$])([A-Za-z_]\w*)/g;

/** The functions of the plugin and of Go, and those of sprig that are useful in labels. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  `upstreams http https h2c
   and or not len index slice print printf println html js urlquery eq ne lt le gt ge true false nil
   trim trimAll trimPrefix trimSuffix upper lower title replace repeat substr nospace contains
   hasPrefix hasSuffix quote squote cat default empty coalesce ternary first last rest initial
   join splitList sortAlpha toString int add sub mul div mod max min b64enc b64dec sha256sum env
   regexMatch regexFind regexReplaceAll toJson trunc dict get hasKey keys list has uniq without`.split(
    /\s+/,
  ),
);

function isBalanced(code: string): boolean {
  let depth = 0;
  for (const bracket of code.match(/[()]/g) ?? []) {
    depth += bracket === "(" ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
