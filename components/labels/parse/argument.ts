import type { Block } from "../caddyfile/block";
import { hasOpenTemplate, splitTemplates } from "../caddyfile/template";
import { type Argument, join } from "../model/argument";

/** Characters around the index of a template while the lexer reads a value. */
const OPEN = "\ue000";
const CLOSE = "\ue001";
const MARKED = /\ue000(\d+)\ue001/;
const ENVIRONMENT = /^\{\$([A-Za-z_]\w*)(?::([^}]*))?\}$/;

/** Keeps the templates of one container's labels out of the lexer. */
export class Templates {
  private readonly found: string[] = [];

  /** The value with a mark in place of each template. */
  takeOut(value: string): string {
    if (!value.includes("{{")) return value;
    return splitTemplates(value)
      .map(({ text, template }) => (template === undefined ? text : this.mark(template)))
      .join("");
  }

  /** The argument that a token with marks stands for. */
  putBack(token: string): Argument {
    if (!token.includes(OPEN)) return withVariables(token);
    const pieces = token.split(MARKED);
    return join(
      ...pieces.map((piece, index) =>
        index % 2 === 1 ? { template: this.found[Number(piece)] ?? "" } : withVariables(piece),
      ),
    );
  }

  private mark(template: string): string {
    this.found.push(template);
    return `${OPEN}${this.found.length - 1}${CLOSE}`;
  }
}

/** The argument of a text in which `{$NAME}` is a variable of the environment. */
function withVariables(text: string): Argument {
  if (!text.includes("{$")) return text;
  const parts: Argument[] = [];
  let read = 0;
  for (let open = text.indexOf("{$"); open >= 0; open = text.indexOf("{$", open + 2)) {
    const close = text.indexOf("}", open);
    if (close < 0) break;
    const [, environment, fallback] = ENVIRONMENT.exec(text.slice(open, close + 1)) ?? [];
    if (environment === undefined) continue;
    const variable = fallback === undefined ? { environment } : { environment, fallback };
    parts.push(text.slice(read, open), variable);
    read = close + 1;
  }
  return join(...parts, text.slice(read));
}

/** Why the value of a label cannot be read; `undefined` if it can. */
export function valueProblem(value: string): string | undefined {
  if (value.includes(OPEN) || value.includes(CLOSE)) {
    return "has a character of Unicode's private use area";
  }
  if (!hasOpenTemplate(value)) return undefined;
  return 'has a template that no "}}" closes, and the plugin would ignore all labels of the container';
}

/** Reads the blocks of one container's labels. */
export interface Reader {
  /** The argument that a token stands for. */
  readonly argument: (token: string) => Argument;
  /** Reports a label that cannot be read. */
  readonly refuse: (block: Block, reason: string) => void;
  /** Whether a placeholder reads what a matcher's regular expression has captured: `{re.name.1}`. */
  readonly isCaptured: (matcher: string) => boolean;
  /** Whether a snippet may name a matcher that its importer defines. */
  readonly mayName: (snippet: string, matcher: string) => boolean;
}
