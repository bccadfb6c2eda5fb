import { z } from "zod";
import { isOutput } from "./later";

/*
 * A schema marks the places of secrets in a value. Pulumi writes the arguments of a component to the
 * state, so a component passes them on with every secret marked.
 */

type Schema = z.core.$ZodType;

const marks = z.registry<{ readonly secret: true }>();

/** Marks a schema whose value is a secret. */
export function secret<T extends z.ZodType>(schema: T): T {
  marks.add(schema, { secret: true });
  return schema;
}

/** A place in a value, by its keys; `*` is each key of a record and each element of an array. */
export type Place = readonly string[];

/** The places of all secrets in the values of a schema, as in `acme.dns.token`. */
export function secretPlaces(schema: Schema): Place[] {
  const inner = withoutWrappers(schema);
  if (isSecret(inner)) return [[]];
  return partsOf(inner).flatMap(([key, part]) =>
    secretPlaces(part).map((place) => [...key, ...place]),
  );
}

/** The same value for a message, with `[secret]` in place of whatever is or may hold a secret. */
export function withoutSecrets(schema: Schema, value: unknown): unknown {
  return replaceSecrets(schema, value, (secret, expected) =>
    expected || (typeof secret === "object" && secret !== null) ? "[secret]" : secret,
  );
}

/** @param expected whether the schema has a secret there; otherwise the value has another form. */
type Replace = (secret: unknown, expected: boolean) => unknown;

export function replaceSecrets(schema: Schema, value: unknown, replace: Replace): unknown {
  const inner = withoutWrappers(schema);
  if (value === undefined || secretPlaces(inner).length === 0) return value;
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((each) => replaceSecrets(inner.element, each, replace));
  }
  if (isMapping(value) && (inner instanceof z.ZodObject || inner instanceof z.ZodRecord)) {
    const parts = Object.entries(value).map(([key, each]) => {
      const part = inner instanceof z.ZodRecord ? inner.valueType : partNamed(inner, key);
      if (part !== undefined) return [key, replaceSecrets(part, each, replace)];
      return [key, isStrict(inner) ? replace(each, true) : each];
    });
    return Object.fromEntries(parts);
  }
  return replace(value, isSecret(inner));
}

/** The schema of a key; none for one that is no argument, such as `toString`, which every object has. */
function partNamed({ shape }: z.ZodObject, key: string): Schema | undefined {
  return Object.hasOwn(shape, key) ? shape[key] : undefined;
}

function isStrict(schema: Schema): boolean {
  return schema instanceof z.ZodObject && schema.def.catchall instanceof z.ZodNever;
}

function isSecret(schema: Schema): boolean {
  return marks.get(schema) !== undefined;
}

function partsOf(schema: Schema): [key: Place, part: Schema][] {
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).map(([key, part]) => [[key], part]);
  }
  if (schema instanceof z.ZodRecord) return [[["*"], schema.valueType]];
  if (schema instanceof z.ZodArray) return [[["*"], schema.element]];
  if (schema instanceof z.ZodUnion) return schema.options.map((option) => [[], option]);
  return [];
}

function withoutWrappers(schema: Schema): Schema {
  const wraps =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly;
  return wraps ? withoutWrappers(schema.unwrap()) : schema;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Promise) &&
    !isOutput(value)
  );
}
