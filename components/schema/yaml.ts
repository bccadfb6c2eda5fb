// YAML texts, with the lines of their values, and their mistakes as `<file>:<line>:<column>: <what>. <fix>`.
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLParseError,
} from "yaml";

/** A text that is not YAML: one line for each mistake. */
export class YamlMistake extends Error {}

/** The value of a YAML text. */
export interface YamlText {
  readonly value: unknown;
  /** The line of the key or item at a path, else of what is around it. Undefined where neither is there. */
  line(path: readonly string[]): number | undefined;
}

/**
 * Reads a YAML text, which JSON is as well.
 *
 * @param file how messages name it.
 * @throws YamlMistake
 */
export function readYaml(text: string, file: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const mistakes = yamlMistakes(document, text, file);
  if (mistakes.length > 0) throw new YamlMistake(mistakes.join("\n"));
  return {
    value: plainValue(document, file),
    line: (path) => {
      const offset = offsetOf(document, path);
      return offset === undefined ? undefined : lines.linePos(offset).line;
    },
  };
}

/** The mistakes of a document that `parseDocument` read from a text, one of each line. */
export function yamlMistakes(document: Document.Parsed, text: string, file: string): string[] {
  const causes = document.errors.filter(
    ({ pos: [start, end] }, _, all) =>
      !all.some(({ pos: [other, further] }) => other === start && further > end),
  );
  const found = new Map(
    causes
      .map((error) => mistakeOf(error, text))
      .reverse()
      .map((mistake) => [mistake.line, mistake]),
  );
  return [...found.values()]
    .sort((a, b) => a.line - b.line)
    .map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
}

function plainValue(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS() ?? undefined;
  } catch (error) {
    // An alias without its anchor, whose place the library does not give.
    throw new YamlMistake(`${file}: ${error instanceof Error ? error.message : error}.`);
  }
}

function offsetOf(document: Document.Parsed, path: readonly string[]): number | undefined {
  let offset: number | undefined;
  let node: unknown = document.contents;
  for (const key of path) {
    const [at, below] = part(node, key);
    if (at === undefined) break;
    offset = at.range?.[0];
    node = below;
  }
  return offset;
}

/** The key or item of that name, and its value. */
function part(node: unknown, key: string): [at?: Node, below?: unknown] {
  if (isSeq(node)) {
    const item = node.items[Number(key)] as Node | undefined;
    return [item, item];
  }
  const pairs = isMap(node) ? (node.items as Pair<Node, unknown>[]) : [];
  const pair = pairs.find((each) => isScalar(each.key) && String(each.key.value) === key);
  return [pair?.key, pair?.value];
}

interface Mistake {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The place of an offset, both from 1. */
function placeOf(text: string, offset: number) {
  const begin = lineBegin(text, offset);
  return { line: text.slice(0, begin).split("\n").length, column: offset - begin + 1 };
}

const KEY = "is no key with a value. Write a colon and a space behind the key.";

/** A mistake as a person sees it; the library's own words where there are no better ones. */
function mistakeOf({ code, message, pos: [start, end] }: YAMLParseError, text: string): Mistake {
  const at = (offset: number, told: string) => ({ ...placeOf(text, offset), message: told });
  const [, name = ""] = /^\s*([^:\s]+)/.exec(text.slice(start)) ?? [];
  switch (code) {
    case "TAB_AS_INDENT":
      return at(start, "a tab indents this line. Indent with spaces.");
    case "DUPLICATE_KEY":
      return at(start, `the key ${name} is here a second time. Keep one of them.`);
    case "BAD_INDENT":
      if (!message.startsWith("All ")) break;
      return at(
        start + (/^[ ]*/.exec(text.slice(start))?.[0].length ?? 0),
        "the line is indented neither as its neighbours nor as a part of one. Align it with them.",
      );
    case "BLOCK_AS_IMPLICIT_KEY":
    case "MULTILINE_IMPLICIT_KEY":
      return keyMistake(text, start, end);
    case "MISSING_CHAR":
      if (!message.startsWith("Implicit ")) break;
      return at(start, `${name} ${KEY}`);
    case "BAD_SCALAR_START":
      return at(start, `a value must not begin with ${text[start]}. Quote it.`);
  }
  return at(start, `${message.charAt(0).toLowerCase()}${message.slice(1)}.`);
}

/** A key in a place where none can be: a line that is indented as a part of a value, or lacks its colon. */
function keyMistake(text: string, start: number, end: number): Mistake {
  const first = lineBegin(text, start);
  const last = lineBegin(text, end - 1);
  if (first === last) {
    const message = "a value with a colon and a space in it must be quoted.";
    return { ...placeOf(text, start), message };
  }
  if (indent(text, last) > indent(text, first)) {
    const message =
      "the line is indented as a part of the value above it. Align it with the keys around it.";
    return { ...placeOf(text, last + indent(text, last)), message };
  }
  const [, line = ""] = /^\s*([^\r\n]*)/.exec(text.slice(first)) ?? [];
  return { ...placeOf(text, start), message: `${line} ${KEY}` };
}

function lineBegin(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

function indent(text: string, begin: number): number {
  return /^ */.exec(text.slice(begin))?.[0].length ?? 0;
}
