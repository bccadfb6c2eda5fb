import { type Argument, type Environment, partsOf, type Template } from "../model/argument";
import { templateProblem } from "./template";

/** Why an argument cannot stand in a label; `undefined` when it can. */
export function unrepresentable(argument: Argument): string | undefined {
  const parts = partsOf(argument);
  const reason = parts.map(partProblem).find((problem) => problem !== undefined);
  if (reason !== undefined) return reason;
  // A template's value is unknown here; for the rules of quoting any letter will do.
  const whole = parts.map((part) => (isTemplate(part) ? "x" : literal(part))).join("");
  if (whole === "") return "is empty, and an empty argument vanishes in a label";
  return needsQuotes(whole) ? unquotable(whole) : unbearable(whole);
}

/**
 * Writes one argument so that the plugin's two lexers and Caddy's all read it back as it is.
 * The exact set was found by fuzzing the plugin; callers check {@link unrepresentable} first.
 */
export function renderArgument(argument: Argument): string {
  const parts = partsOf(argument);
  const whole = parts.map((part) => (isTemplate(part) ? "x" : literal(part))).join("");
  const quote = needsQuotes(whole) ? (/["\n]/.test(whole) ? "`" : '"') : "";
  return quote + renderParts(parts) + quote;
}

/** Why a text cannot stand as the name of a word, which is part of a label's key. */
export function unnameable(name: string): string | undefined {
  if (name.includes("\n")) return "holds a line break";
  return unrepresentable(name);
}

/** The literal runs of an argument with `{{` escaped, and its templates between them. */
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
    return "holds a control character or a space other than the ordinary one";
  }
  if (text.includes("{$")) {
    return 'holds "{$", which Caddy replaces from its own environment. Write buildEnv(name)';
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

function needsQuotes(text: string): boolean {
  return /[ "\n]/.test(text);
}

function unquotable(text: string): string | undefined {
  if (text.endsWith("\\")) return "needs quotes and ends in a backslash, which would join them";
  if (/["\n]/.test(text) && text.includes("`")) return 'holds a " or a line break, and a `';
  return undefined;
}

function unbearable(text: string): string | undefined {
  if (text === "{" || text === "}") return "is a lone brace, which opens or closes a block";
  if (text === "{}") return 'is "{}", which Caddy takes for a block';
  if (text.startsWith("<<")) return 'starts with "<<", which opens a heredoc';
  if (text.endsWith("\\")) return "ends in a backslash, which joins lines";
  if (text.includes("\\<")) return 'holds "\\<", which loses its backslash';
  if (BARE_LOOKALIKE.test(text)) return 'starts with "`" or "#", which quotes or comments out';
  return undefined;
}
