// A YAML file as plain values with their places, after anchors, merge keys and variables.
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from "yaml";
import { yamlMistakes } from "../../schema/yaml";
import { CommandFailure } from "../failure";

/** Where something stands. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A value and its place. */
export interface Located {
  readonly at: Place;
  readonly value: Value;
  /** The parts of a string in which variables of the environment were replaced. */
  readonly pieces?: readonly Piece[];
  /** How it overrides the value of an earlier file, by a tag of compose's. Default: merged with it. */
  readonly override?: "reset" | "override";
}

/** A part of a string: text, or what a variable of the environment stands for. */
export interface Piece {
  readonly text: string;
  /** The variable that the text comes from. */
  readonly variable?: string;
}

/** The fields of an object, by name. */
export type Fields = ReadonlyMap<string, Field>;

/** A field of an object: its value, and the place of its key. */
export interface Field {
  readonly key: Place;
  readonly node: Located;
}

type Value = string | number | boolean | null | readonly Located[] | Fields;

/**
 * Reads a file's YAML.
 *
 * @throws CommandFailure with the place of each mistake.
 */
export function readTree(file: string, text: string): Located {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    ...{ lineCounter: lines, merge: true, uniqueKeys: true, prettyErrors: false },
  });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const mistakes = yamlMistakes(document, text, file);
  if (mistakes.length > 0) throw new CommandFailure(mistakes.join("\n"));
  return new Reader(document, at).read(document.contents);
}

/** A place as editors and CI open it: `<file>:<line>:<column>`. */
export function shownPlace({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

class Reader {
  constructor(
    private readonly document: Document,
    private readonly at: (offset: number) => Place,
  ) {}

  read(node: Node | null | undefined): Located {
    const at = this.at(node?.range?.[0] ?? 0);
    if (isAlias(node)) return { at, value: this.read(this.target(node)).value };
    const [, override] = /^!(reset|override)$/.exec(node?.tag ?? "") ?? [];
    const value = this.value(node);
    return override === undefined
      ? { at, value }
      : { at, value, override: override as Located["override"] };
  }

  private value(node: Node | null | undefined): Value {
    if (isMap(node)) return this.fields(node.items as Pair<Node, Node>[]);
    if (isSeq(node)) return (node.items as Node[]).map((each) => this.read(each));
    return isScalar(node) ? scalar(node.value) : null;
  }

  private target(alias: Alias): Node {
    const target = alias.resolve(this.document);
    if (target !== undefined) return target;
    const place = shownPlace(this.at(alias.range?.[0] ?? 0));
    throw new CommandFailure(`${place}: there is no anchor "${alias.source}".`);
  }

  private fields(pairs: readonly Pair<Node, Node>[]): Fields {
    const own = new Map<string, Field>();
    const merged = new Map<string, Field>();
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? String(key.value) : String(key);
      const place = this.at(key?.range?.[0] ?? 0);
      if (name === "<<" || (isScalar(key) && typeof key.value === "symbol")) {
        for (const [each, field] of this.mergedFields(value)) {
          if (!merged.has(each)) merged.set(each, field);
        }
      } else own.set(name, { key: place, node: this.read(value) });
    }
    return new Map([...merged, ...own]);
  }

  /** The fields of a merge key's value: one object, or several. */
  private mergedFields(node: Node | null): [string, Field][] {
    const read = this.read(node);
    const sources = Array.isArray(read.value) ? itemsOf(read) : [read];
    return sources.flatMap((each) => [...fieldsOf(each)]);
  }
}

function scalar(value: unknown): string | number | boolean | null {
  if (typeof value === "number" || typeof value === "boolean") return value;
  return value === null || value === undefined ? null : String(value);
}

/** The fields of an object; none of anything else. */
export function fieldsOf(node: Located | undefined): Fields {
  return node?.value instanceof Map ? (node.value as Fields) : new Map();
}

/** The items of an array; none of anything else. */
export function itemsOf(node: Located | undefined): readonly Located[] {
  return Array.isArray(node?.value) ? (node.value as readonly Located[]) : [];
}

/** The text of a scalar, as compose writes it; `undefined` for an object and an array. */
export function textOf(node: Located | undefined): string | undefined {
  if (node === undefined || typeof node.value === "object") {
    return node?.value === null ? "" : undefined;
  }
  return String(node.value);
}

/** The value of one field of an object. */
export function fieldOf(node: Located | undefined, ...path: readonly string[]) {
  return path.reduce<Located | undefined>((found, name) => fieldsOf(found).get(name)?.node, node);
}

/** A project with changed services. */
export function withServices(
  tree: Located,
  change: (service: Located, name: string) => Located,
): Located {
  const services = [...fieldsOf(fieldOf(tree, "services"))].map(
    ([name, { key, node }]) => [name, { key, node: change(node, name) }] as const,
  );
  const field: Field = { key: tree.at, node: { at: tree.at, value: new Map(services) } };
  return { at: tree.at, value: new Map([...fieldsOf(tree), ["services", field]]) };
}

/** The values of a tree, without their places. */
export function plainOf(node: Located): unknown {
  if (Array.isArray(node.value)) return itemsOf(node).map(plainOf);
  if (!(node.value instanceof Map)) return node.value;
  return Object.fromEntries([...fieldsOf(node)].map(([key, field]) => [key, plainOf(field.node)]));
}

/** A place-less value as a tree, for sources that are no YAML. */
export function treeOf(value: unknown, at: Place): Located {
  if (Array.isArray(value)) return { at, value: value.map((each) => treeOf(each, at)) };
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return {
      at,
      value: new Map(entries.map(([name, each]) => [name, { key: at, node: treeOf(each, at) }])),
    };
  }
  return { at, value: scalar(value) };
}
