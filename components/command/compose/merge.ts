import { type Field, type Fields, fieldsOf, itemsOf, type Located, textOf } from "./tree";

/** Keys whose list `NAME=value` is another form of an object. */
const RECORDS: ReadonlySet<string> = new Set(
  "environment labels args annotations sysctls extra_hosts driver_opts".split(" "),
);

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
  if (RECORDS.has(key)) {
    return { at: over.at, value: new Map([...recordOf(base, key), ...recordOf(over, key)]) };
  }
  if (REPLACED.has(key)) return over;
  if (base.value instanceof Map && over.value instanceof Map) return mergedFields(base, over);
  if (Array.isArray(base.value) && Array.isArray(over.value)) {
    return { at: over.at, value: [...itemsOf(base), ...itemsOf(over)] };
  }
  return over;
}

function mergedFields(base: Located, over: Located): Located {
  const fields = new Map(fieldsOf(base));
  for (const [name, field] of fieldsOf(over)) {
    const known = fields.get(name);
    const node = known === undefined ? field.node : merged(known.node, field.node, name);
    fields.set(name, { key: field.key, node });
  }
  return { at: over.at, value: fields };
}
