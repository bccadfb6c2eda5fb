import { CommandFailure } from "../failure";
import { type Located, type Piece, type Place, shownPlace } from "./tree";

/** The variables of compose's environment. */
export class Variables {
  /** Those that a value names and nothing sets, with the first place of each. */
  readonly missing = new Map<string, Place>();

  constructor(private readonly values: Readonly<Record<string, string | undefined>>) {}

  /**
   * The pieces of a value, as compose replaces `$NAME` and `${NAME…}`.
   *
   * @throws CommandFailure for a variable that the value requires, and for one that can't be read.
   */
  pieces(value: string, at: Place): Piece[] {
    if (!value.includes("$")) return value === "" ? [] : [{ text: value }];
    const found: Piece[] = [];
    const add = (text: string, variable?: string) => {
      const last = found.at(-1);
      if (variable === undefined && last !== undefined && last.variable === undefined) {
        found[found.length - 1] = { text: last.text + text };
      } else if (text !== "" || variable !== undefined) found.push({ text, variable });
    };
    let rest = value;
    while (rest !== "") {
      const [, before = "", sign = ""] = /^([^$]*)(\$\$|\$\{|\$[A-Za-z_]\w*|\$)?/.exec(rest) ?? [];
      add(before);
      rest = rest.slice(before.length + sign.length);
      if (sign === "$$") add("$");
      else if (sign === "${") {
        const end = closing(rest);
        if (end === -1) throw invalid(value, at);
        const { name, text } = this.braced(rest.slice(0, end), value, at);
        add(text, name);
        rest = rest.slice(end + 1);
      } else if (sign === "$") throw invalid(value, at);
      else if (sign !== "") add(this.lookUp(sign.slice(1), at), sign.slice(1));
    }
    return found;
  }

  /** The value with its variables replaced. */
  replaced(value: string, at: Place): string {
    return this.pieces(value, at)
      .map(({ text }) => text)
      .join("");
  }

  private braced(inner: string, value: string, at: Place): { name: string; text: string } {
    const match = /^([A-Za-z_]\w*)(?:(:?[-?+])([\s\S]*))?$/.exec(inner);
    if (match === null) throw invalid(value, at);
    const [, name = "", operator, other = ""] = match;
    const known = this.values[name];
    const given = operator?.startsWith(":")
      ? known !== undefined && known !== ""
      : known !== undefined;
    if (operator === undefined) return { name, text: this.lookUp(name, at) };
    if (operator.endsWith("+")) return { name, text: given ? this.replaced(other, at) : "" };
    if (given) return { name, text: known ?? "" };
    if (operator.endsWith("-")) return { name, text: this.replaced(other, at) };
    throw new CommandFailure(
      `${shownPlace(at)}: the variable ${name} is required${other === "" ? "" : `: ${other}`}. ` +
        "Set it in the environment or in .env beside the file.",
    );
  }

  private lookUp(name: string, at: Place): string {
    const known = this.values[name];
    if (known === undefined && !this.missing.has(name)) this.missing.set(name, at);
    return known ?? "";
  }
}

/** The index of the brace that closes `${`. */
function closing(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "{" && text[index - 1] === "$") depth++;
    if (text[index] === "}" && depth-- === 0) return index;
  }
  return -1;
}

function invalid(value: string, at: Place): CommandFailure {
  return new CommandFailure(
    `${shownPlace(at)}: ${JSON.stringify(value)} has a "$" that compose can't replace. Write "$$" for a ` +
      "dollar sign.",
  );
}

/** A tree with the variables of all its values replaced. */
export function interpolated(node: Located, variables: Variables): Located {
  const { at, value } = node;
  if (typeof value === "string") {
    const pieces = variables.pieces(value, at);
    const text = pieces.map((piece) => piece.text).join("");
    const named = pieces.some(({ variable }) => variable !== undefined);
    return named ? { ...node, value: text, pieces } : { ...node, value: text };
  }
  if (Array.isArray(value)) {
    return { ...node, value: value.map((each: Located) => interpolated(each, variables)) };
  }
  if (!(value instanceof Map)) return node;
  return {
    ...node,
    value: new Map(
      [...value].map(([name, field]) => [
        name,
        { key: field.key, node: interpolated(field.node, variables) },
      ]),
    ),
  };
}
