import { splitTemplates } from "../caddyfile/template";
import { type Argument, join, type Variable } from "../model/argument";

/** Characters that stand for a template while a value is split into tokens. */
const OPEN = "\ue000";
const CLOSE = "\ue001";
const MARKED = /\ue000(\d+)\ue001/;
const ENVIRONMENT = /\{\$([A-Za-z_]\w*)(?::([^}]*))?\}/;

/** The templates of one container's labels, taken out of their values. */
export class Templates {
  private readonly found: string[] = [];

  /** The value with a mark in place of each template; `undefined` if it holds marks already. */
  takeOut(value: string): string | undefined {
    if (value.includes(OPEN) || value.includes(CLOSE)) return undefined;
    return splitTemplates(value)
      .map(({ text, template }) => (template === undefined ? text : this.mark(template)))
      .join("");
  }

  /** The argument that a token with marks stands for. */
  putBack(token: string): Argument {
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
  const [before = "", environment, fallback, ...after] = text.split(ENVIRONMENT);
  if (environment === undefined) return text;
  const variable: Variable = fallback === undefined ? { environment } : { environment, fallback };
  const rest = text.slice(before.length + (ENVIRONMENT.exec(text)?.[0].length ?? 0));
  return after.length === 0 ? join(before, variable) : join(before, variable, withVariables(rest));
}
