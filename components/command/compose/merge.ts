import { UNIQUE } from "./marks";
import {
  type Field,
  type Fields,
  fieldsOf,
  itemsOf,
  type Located,
  type Place,
  textOf,
} from "./tree";

/** Keys whose list `NAME=value` is another form of an object. */
export const RECORDS: ReadonlySet<string> = new Set(
  "environment labels args annotations sysctls extra_hosts driver_opts".split(" "),
);

/** Keys that have a list, or a single entry of it. */
const LISTS: ReadonlySet<string> = new Set("env_file label_file dns dns_search tmpfs".split(" "));

/** Keys whose value in an override replaces the one before. */
const REPLACED: ReadonlySet<string> = new Set(["command", "entrypoint", "test"]);

/**
 * The entries of a key that is an object or a list of `NAME=value`, each with its place.
 *
 * @param key the key, of which `extra_hosts` takes `NAME:value` as well.
 */
export function recordOf(node: Located | undefined, key = ""): Fields {
  if (!Array.isArray(node?.value)) return fieldsOf(node);
  return new Map(itemsOf(node).map((item) => entryOf(item, key === "extra_hosts")));
}

function entryOf(item: Located, colons: boolean): [string, Field] {
  const text = textOf(item) ?? "";
  const cut = colons && !text.includes("=") ? text.indexOf(":") : text.indexOf("=");
  const name = cut === -1 ? text : text.slice(0, cut);
  const value = cut === -1 ? null : text.slice(cut + 1);
  const pieces = item.pieces === undefined ? undefined : after(item.pieces, name.length + 1);
  return [name, { key: item.at, node: { at: item.at, value, pieces } }];
}

/** The pieces behind the first characters. */
function after(pieces: NonNullable<Located["pieces"]>, characters: number): Located["pieces"] {
  let left = characters;
  return pieces.flatMap((piece) => {
    const cut = Math.min(left, piece.text.length);
    left -= cut;
    const text = piece.text.slice(cut);
    return text === "" && cut > 0 ? [] : [{ ...piece, text }];
  });
}

/** A value of a file with the one of a file that overrides it, as compose merges them. */
export function merged(base: Located, over: Located, key = ""): Located {
  if (over.override !== undefined) return over;
  if (RECORDS.has(key)) return mergedFields(recordOf(base, key), recordOf(over, key), over.at);
  if (REPLACED.has(key)) return over;
  if (base.value instanceof Map && over.value instanceof Map) {
    return mergedFields(fieldsOf(base), fieldsOf(over), over.at);
  }
  const isList = (node: Located) => LISTS.has(key) || Array.isArray(node.value);
  if (isList(base) && isList(over)) {
    return { at: over.at, value: appended(entriesOf(base), entriesOf(over), UNIQUE[key]) };
  }
  return over;
}

/** The items of an array, or a single value. */
export function entriesOf(node: Located): readonly Located[] {
  return Array.isArray(node.value) ? itemsOf(node) : [node];
}

function appended(
  base: readonly Located[],
  over: readonly Located[],
  markOf: ((entry: Located) => string) | undefined,
): readonly Located[] {
  if (markOf === undefined) return [...base, ...over];
  const entries = new Map(base.map((entry) => [markOf(entry), entry]));
  for (const entry of over) entries.set(markOf(entry), entry);
  return [...entries.values()];
}

function mergedFields(base: Fields, over: Fields, at: Place): Located {
  const fields = new Map(base);
  for (const [name, field] of over) {
    if (field.node.override === "reset") {
      fields.delete(name);
      continue;
    }
    const known = fields.get(name);
    const node = known === undefined ? field.node : merged(known.node, field.node, name);
    fields.set(name, { key: field.key, node });
  }
  return { at, value: fields };
}
