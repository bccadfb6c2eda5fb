import type { JsonSchema } from "../schemas/json-schema";
import { described, table } from "./page";

/** The page of the settings in a stack's file, from its JSON schema. */
export function settingsPage(schema: JsonSchema): string {
  const config = Object(schema.properties).config as JsonSchema;
  const settings = Object.entries(config.properties ?? {}) as [string, JsonSchema][];
  const sections = settings.flatMap(([name, json]) => {
    const { description: text = "", default: given } = json;
    const known = given === undefined || text.includes("Default: ");
    const description = known ? text : `${text} Default: \`${String(given)}\`.`;
    const rows = rowsOf(json, "");
    const own = rows.length === 0 ? [`Type: ${typeOf(json)}.`] : [];
    return [`## ${name}`, description, ...own, ...(rows.length > 0 ? [tableOf(rows)] : [])];
  });
  return `${[
    "<!-- Generated from doc comments: npx vitest run --project unit test/reference -u -->",
    "# The settings of a stack's file",
    "The keys of `config` in `Pulumi.<stack>.yaml`, each behind `gatehouse:`. A setting in bold is needed where the object " +
      "around it is there. [Editors](../schemas/README.md) show the same.",
    ...sections,
  ].join("\n\n")}\n`;
}

const tableOf = (rows: readonly (readonly string[])[]) =>
  table(["setting", "type", "what it is", "default", "a change"], rows);

/** A row for each setting in an object, the inner ones by their paths. */
function rowsOf(json: JsonSchema, path: string): string[][] {
  const whole = (json.anyOf?.[0] ?? json) as JsonSchema;
  const items = Object(whole.items) as JsonSchema;
  if (items.properties !== undefined) return rowsOf(items, `${path}[]`);
  return Object.entries(whole.properties ?? {}).flatMap(([name, part]) => {
    const each = part as JsonSchema;
    const place = path === "" ? name : `${path}.${name}`;
    const { what, default: byDefault, change } = described(each.description ?? "");
    const label = whole.required?.includes(name) ? `**\`${place}\`**` : `\`${place}\``;
    const given = each.default === undefined ? byDefault : `\`${String(each.default)}\``;
    return [[label, typeOf(each), what, byDefault || given, change], ...rowsOf(each, place)];
  });
}

function typeOf(json: JsonSchema): string {
  const { enum: values, items, additionalProperties: others, anyOf } = json;
  if (values?.includes(true)) return "boolean";
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(", ");
  if (anyOf !== undefined) return json.description === undefined ? "object" : secretOr(anyOf);
  if (items !== undefined) return `${typeOf(Object(items))}[]`;
  if (typeof others === "object") return `object of ${typeOf(others)}`;
  return String(json.type ?? "");
}

function secretOr([first]: readonly unknown[]): string {
  const { type } = Object(first);
  return type === "string" ? "string, a secret" : String(type);
}
