/** A value of Caddy's configuration. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * An adapted configuration without names that have no meaning: those of groups of routes, and those
 * that regular expressions and CEL expressions take from a matcher, unless a placeholder has them.
 */
export function meaningOf(json: unknown): unknown {
  const text = JSON.stringify(json ?? null);
  const groups = new Map<string, string>();
  const group = (name: Json): string => {
    const known = groups.get(String(name)) ?? `group ${groups.size}`;
    groups.set(String(name), known);
    return known;
  };
  const walk = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    const kept = fields.filter(([key, each]) => key !== "name" || !isUnused(value, each, text));
    const only = kept.length === 1 ? kept[0]?.[1] : undefined;
    if (only !== undefined && "expr" in value) return only;
    return Object.fromEntries(
      kept.map(([key, each]) => [key, key === "group" ? group(each) : walk(each)]),
    );
  };
  return walk(JSON.parse(text));
}

/** Whether a name is that of a regular or CEL expression, and no placeholder names it. */
function isUnused(holder: object, name: Json, text: string): boolean {
  return ("pattern" in holder || "expr" in holder) && !text.includes(`{http.regexp.${name}.`);
}
