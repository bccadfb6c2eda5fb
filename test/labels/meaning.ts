/** A value of Caddy's configuration. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Lists of hosts, whose order has no meaning. */
const HOSTS = new Set(["host", "subjects", "skip", "sni"]);

/**
 * An adapted configuration without what has no meaning: the names of groups of routes, those that regular
 * expressions and CEL expressions take from a matcher, unless a placeholder has them, the order of
 * hosts, and that of a log's changes to different parameters.
 */
export function meaningOf(json: unknown): unknown {
  const text = JSON.stringify(json ?? null);
  const groups = new Map<string, string>();
  const group = (name: Json): string => {
    const known = groups.get(String(name)) ?? `group ${groups.size}`;
    groups.set(String(name), known);
    return known;
  };
  const walk = (value: Json, of = ""): Json => {
    if (Array.isArray(value))
      return ordered(
        value.map((each) => walk(each)),
        of,
      );
    if (typeof value !== "object" || value === null) return value;
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    const kept = fields.filter(([key, each]) => key !== "name" || !isUnused(value, each, text));
    const only = kept.length === 1 ? kept[0]?.[1] : undefined;
    if (only !== undefined && "expr" in value) return only;
    return Object.fromEntries(
      kept.map(([key, each]) => [key, key === "group" ? group(each) : walk(each, key)]),
    );
  };
  return walk(JSON.parse(text));
}

function ordered(values: readonly Json[], of: string): readonly Json[] {
  if (!HOSTS.has(of) && of !== "actions") return values;
  const key = (value: Json) => JSON.stringify(value);
  return [...values].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Whether a name is that of a regular or CEL expression, and no placeholder names it. */
function isUnused(holder: object, name: Json, text: string): boolean {
  return ("pattern" in holder || "expr" in holder) && !text.includes(`{http.regexp.${name}.`);
}
