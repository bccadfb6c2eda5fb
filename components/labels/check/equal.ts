/** Whether two values of plain data are equal, the order of their keys aside. */
export function equal(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [first, second] = [fields(a), fields(b)];
  if (first.size !== second.size || Array.isArray(a) !== Array.isArray(b)) return false;
  return [...first].every(([key, value]) => second.has(key) && equal(value, second.get(key)));
}

function fields(value: object): Map<string, unknown> {
  return new Map(Object.entries(value).filter(([, each]) => each !== undefined));
}
