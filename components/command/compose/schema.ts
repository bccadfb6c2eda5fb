// The schema of the Compose specification, which tells what compose would refuse where there is no compose.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { NO_SUCH_KEY, noSuchKey } from "./keys";
import { fieldsOf, itemsOf, type Located, type Place, plainOf } from "./tree";

/** Something that the schema refuses. */
export interface SchemaProblem {
  readonly place: Place;
  /** Where it is in the file: `services.web.ports`. */
  readonly path: string;
  readonly message: string;
  /** Whether it is only a key that the schema does not have, which a newer one may. */
  readonly unknown: boolean;
}

const FILE = join(__dirname, "../../../toolchain/compose-spec.json");

let schema: z.ZodType | undefined;

/** Every problem of a project. */
export function schemaProblems(tree: Located): SchemaProblem[] {
  schema ??= z.fromJSONSchema({
    ...JSON.parse(readFileSync(FILE, "utf8")),
    // The address of the version that zod knows.
    $schema: "http://json-schema.org/draft-07/schema#",
  });
  const found = new Map<string, SchemaProblem | undefined>();
  // Zod reports no unknown key of an object that has an invalid value: look again without those values.
  const rest = plainOf(tree);
  for (;;) {
    const first = found.size === 0;
    const fresh = (schema.safeParse(rest).error?.issues ?? [])
      .flatMap((issue) => causes(issue, []))
      .filter(({ path, unknown }) => !found.has(keyOf(path)) && (first || unknown));
    if (fresh.length === 0) return [...found.values()].filter((each) => each !== undefined);
    for (const cause of fresh) {
      const key = keyOf(cause.path);
      if (!found.has(key)) found.set(key, problemOf(cause, tree));
      removeAt(rest, cause.path);
    }
  }
}

const keyOf = (path: readonly PropertyKey[]) => path.map(String).join(".");

/** Removes a key of an object; for an item of an array the whole array, or later items would have other indexes. */
function removeAt(value: unknown, [key, ...inner]: readonly PropertyKey[]): void {
  if (typeof value !== "object" || value === null || key === undefined) return;
  const below: unknown = Reflect.get(value, key);
  if (inner.length === 0 || (inner.length === 1 && Array.isArray(below))) {
    Reflect.deleteProperty(value, key);
  } else removeAt(below, inner);
}

/** An issue without alternatives. */
interface Cause {
  readonly path: readonly PropertyKey[];
  /** The types that would fit, where the type is wrong. */
  readonly expected: readonly string[];
  readonly message: string;
  readonly unknown: boolean;
}

/** What is wrong inside the alternative that fits best; else the types of all alternatives. */
function causes(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): Cause[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    const inService = path.length === 2 && path[0] === "services";
    return issue.keys.map((key) => ({
      path: [...path, key],
      expected: [],
      unknown: true,
      message: inService ? noSuchKey(key) : NO_SUCH_KEY,
    }));
  }
  if (issue.code !== "invalid_union") {
    const expected = issue.code === "invalid_type" ? [typeName(issue.expected)] : [];
    return [{ path, expected, unknown: false, message: `${issue.message}.` }];
  }
  const branches = issue.errors.map((branch) => branch.flatMap((each) => causes(each, path)));
  const inner = branches.find((branch) => branch.some((each) => each.path.length > path.length));
  if (inner !== undefined) return inner;
  const expected = new Set(branches.flatMap((branch) => branch.flatMap((each) => each.expected)));
  return [{ path, expected: [...expected], unknown: false, message: "has another form." }];
}

const typeName = (expected: string) => (expected === "record" ? "object" : expected);

function problemOf(
  { path, expected, message, unknown }: Cause,
  tree: Located,
): SchemaProblem | undefined {
  let place = tree.at;
  let node: Located | undefined = tree;
  for (const key of path) {
    const field = fieldsOf(node).get(String(key));
    node = field?.node ?? itemsOf(node)[Number(key)];
    place = field?.key ?? node?.at ?? place;
  }
  // Compose gives what a variable stands for the type that its place has.
  if (node?.pieces?.some(({ variable }) => variable !== undefined)) return undefined;
  const types = expected.length === 0 ? message : `must be ${expected.join(" or ")}.`;
  return { place, path: keyOf(path), message: types, unknown };
}
