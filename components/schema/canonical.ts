/**
 * Serialises plain data independently of the order of keys, without what Pulumi adds to the properties of
 * a dynamic resource.
 */
export function textOf(value: unknown): string {
  return JSON.stringify(sorted(value) ?? null);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !key.startsWith("__"));
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]),
  );
}

/** Whether two objects have equal values for these keys. */
export function sameFields<T extends object>(
  some: T,
  others: T,
  fields: readonly (keyof T)[],
): boolean {
  return fields.every((field) => textOf(some[field]) === textOf(others[field]));
}
