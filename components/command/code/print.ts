import { type Call, type Code, isObject, type Literal, type Property } from "./code";

/** The longest line, as the formatters of Biome and Prettier are often set. */
const WIDTH = 100;
const INDENT = "  ";

/**
 * Prints an expression, formatted.
 *
 * @param indent the indentation of the line that it begins on.
 * @param before how many characters that line has before it, without the indentation.
 * @param after how many characters it has behind it.
 */
export function print(code: Code, indent = "", before = 0, after = 1): string {
  const short = inline(code);
  const fits = short !== undefined && indent.length + before + short.length + after <= WIDTH;
  if (short !== undefined && (fits || typeof code !== "object" || "raw" in code)) return short;
  if (typeof code !== "object" || "raw" in code) return String(short);
  const inner = indent + INDENT;
  if ("list" in code) {
    const items = code.list.map((item) => `${inner}${print(item, inner)},\n`);
    return `[\n${items.join("")}${indent}]`;
  }
  return "call" in code ? printCall(code, indent, before) : printObject(code, indent);
}

function printCall(code: Call, indent: string, before: number): string {
  const { call, args } = code;
  const last = args.at(-1);
  const others = args.slice(0, -1);
  const shown = others.map(inline);
  const head = `${call}(${shown.map((text) => `${text}, `).join("")}`;
  const hugs =
    last !== undefined &&
    typeof last === "object" &&
    ("properties" in last || "list" in last) &&
    !others.some((other) => isObject(other) || (typeof other === "object" && "list" in other)) &&
    shown.every((text) => text !== undefined) &&
    indent.length + before + head.length + 1 <= WIDTH;
  if (hugs) return `${head}${print(last, indent, WIDTH)})`;
  const inner = indent + INDENT;
  const lines = args.map((arg) => `${inner}${print(arg, inner)},\n`);
  return `${call}(\n${lines.join("")}${indent})`;
}

function printObject({ properties }: Literal, indent: string): string {
  const inner = indent + INDENT;
  const lines = properties.map(({ key, value, comments = [] }) => {
    const above = comments.map((comment) => `${inner}${`// ${comment}`.trimEnd()}\n`).join("");
    if (key === undefined || value === undefined) return above;
    const shorthand = isShorthand(key, value);
    const name = `${keyOf(key)}: `;
    return `${above}${inner}${shorthand ? key : name + print(value, inner, name.length)},\n`;
  });
  return `{\n${lines.join("")}${indent}}`;
}

/** An expression on one line; `undefined` if it must have several. */
function inline(code: Code): string | undefined {
  if (typeof code === "string") return quoted(code);
  if (typeof code !== "object") return String(code);
  if ("raw" in code) return code.raw;
  if ("list" in code) {
    const broken = code.list.length > 1 && code.list.every(hasSeveral);
    return broken ? undefined : joined("[", code.list.map(inline), "]");
  }
  if ("call" in code) return joined(`${code.call}(`, code.args.map(inline), ")");
  return code.properties.length === 0
    ? "{}"
    : joined("{ ", code.properties.map(inlineProperty), " }");
}

/** Formatters write a list of such items on several lines. */
function hasSeveral(code: Code): boolean {
  if (typeof code !== "object") return false;
  return "list" in code ? code.list.length > 1 : isObject(code) && code.properties.length > 1;
}

function inlineProperty({ key, value, comments = [] }: Property): string | undefined {
  if (comments.length > 0 || key === undefined || value === undefined) return undefined;
  if (isShorthand(key, value)) return key;
  const shown = inline(value);
  return shown === undefined ? undefined : `${keyOf(key)}: ${shown}`;
}

function joined(start: string, parts: readonly (string | undefined)[], end: string) {
  return parts.every((part) => part !== undefined) ? start + parts.join(", ") + end : undefined;
}

function isShorthand(key: string, value: Code): boolean {
  return typeof value === "object" && "raw" in value && value.raw === key;
}

/** The key of an object's property. */
function keyOf(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

/** A string in the quotes that need fewer backslashes. */
function quoted(text: string): string {
  const double = JSON.stringify(text);
  const [doubles, singles] = [text.split('"').length, text.split("'").length];
  if (doubles <= singles) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
