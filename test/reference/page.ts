import type { Comment, CommentDisplayPart, DeclarationReflection, SomeType } from "typedoc";
import { argumentsOf, outputsOf, type Package } from "./model";

/** Where an interface or enum is documented: `shared.md#accesslog`. */
export type Links = ReadonlyMap<string, string>;

/** The text of a doc comment in Markdown. */
export function textOf(
  parts: readonly CommentDisplayPart[] = [],
  links: Links = new Map(),
): string {
  return parts
    .map((part) => {
      if (part.kind !== "inline-tag") return part.text;
      const link = links.get(part.text);
      return link === undefined ? `\`${part.text}\`` : `[${part.text}](${link})`;
    })
    .join("")
    .trim();
}

/** A sentence of a doc comment begins after a full stop, with a capital letter or code. */
const SENTENCE = /(?<=[.!?)])\s+(?=[A-Z`])/;

/** What a doc comment has on an argument. */
export interface Described {
  readonly what: string;
  readonly default: string;
  readonly change: string;
}

/** Splits a doc comment into what something is, its default and the effect of a change. */
export function described(text: string): Described {
  const sentences = text.replace(/\s*\n\s*/g, " ").split(SENTENCE);
  const found = (start: RegExp) => sentences.filter((each) => start.test(each));
  const defaults = found(/^Default: /);
  const changes = found(/^(?:A|Any) change\b/);
  return {
    what: sentences.filter((each) => ![...defaults, ...changes].includes(each)).join(" "),
    default: defaults.map((each) => each.replace(/^Default: |\.$/g, "")).join("; "),
    change: changes.join(" "),
  };
}

/** The page of a component: what it is, its arguments, its outputs, and the objects in its arguments. */
export function componentPage(
  component: DeclarationReflection,
  own: readonly string[],
  links: Links,
  of: Package,
): string {
  const args = argumentsOf(component) ?? "";
  const examples = (component.comment?.blockTags ?? [])
    .filter(({ tag }) => tag === "@example")
    .map(({ content }) => textOf(content).replace(/^```ts\n([A-Z][^\n]*\.)\n/, "$1\n\n```ts\n"));
  const outputs = outputsOf(component);
  return [
    `# ${component.name}`,
    textOf(component.comment?.summary, links),
    ...examples,
    `\`new ${component.name}(name, args, opts?)\`; \`opts\` are Pulumi's ComponentResourceOptions.`,
    "## Arguments",
    ...shapeText(args, links, of),
    ...(outputs.length > 0 ? ["## Outputs", outputTable(outputs, links)] : []),
    ...own.flatMap((name) => section(name, links, of)),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

/** The section of an interface or an enum. */
export function section(name: string, links: Links, of: Package): string[] {
  const values = of.values(name);
  if (values === undefined) return [`## ${name}`, ...shapeText(name, links, of)];
  const rows = values.map(({ type, comment, name: key }) => [
    `\`${name}.${key}\``,
    `\`${String(type)}\``,
    textOf(comment?.summary, links),
  ]);
  return [
    `## ${name}`,
    textOf(of.commentOf(name)?.summary, links),
    table(["name", "value", "what it is"], rows),
  ];
}

function shapeText(name: string, links: Links, of: Package): string[] {
  const shape = of.shape(name);
  const rows = (shape?.children ?? []).map((each) => {
    const { what, default: byDefault, change } = described(ownText(each, links, of));
    const label = each.flags.isOptional ? `\`${each.name}\`` : `**\`${each.name}\`**`;
    return [label, typeText(each.type, links), what, byDefault, change];
  });
  const heads = ["argument", "type", "what it is", "default", "a change"];
  return [textOf(shape?.comment?.summary, links), table(heads, rows)];
}

/** The doc comment of an argument; where that has only a default, the first sentence on its type before it. */
function ownText(argument: DeclarationReflection, links: Links, of: Package): string {
  const own = textOf(commentOf(argument)?.summary, links);
  const [type = ""] = of.named(argument.type);
  if (described(own).what !== "") return own;
  const [sentence = ""] = textOf(of.commentOf(type)?.summary, links).split(SENTENCE);
  return `${sentence} ${own}`.trim();
}

function outputTable(outputs: readonly DeclarationReflection[], links: Links): string {
  const rows = outputs.map((each) => [
    `\`${each.name}\``,
    typeText(each.type ?? each.getSignature?.type, links),
    textOf(commentOf(each)?.summary, links),
  ]);
  return table(["output", "type", "what it is"], rows);
}

function commentOf({ comment, getSignature }: DeclarationReflection): Comment | undefined {
  return comment ?? getSignature?.comment;
}

/** A type with links to what it names. */
function typeText(type: SomeType | undefined, links: Links): string {
  return String(type ?? "")
    .replace(/[<|]/g, (sign) => (sign === "<" ? "&lt;" : "\\|"))
    .replace(/\b[A-Z]\w+/g, (name) => (links.has(name) ? `[${name}](${links.get(name)})` : name));
}

/** A table without columns that are empty everywhere. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = heads.map((_, column) => rows.some((row) => row[column] !== ""));
  const line = (cells: readonly string[]) =>
    `| ${cells
      .filter((_, column) => kept[column])
      .map((cell) => cell.replace(/\s*\n\s*/g, " ").replace(/(?<!\\)\|/g, "\\|"))
      .join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
