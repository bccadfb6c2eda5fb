// Pieces of a program as data: what `gatehouse import` writes.

/** An expression. */
export type Code = string | number | boolean | Raw | Call | List | Literal;

/** An expression as it is written, on one line. */
export interface Raw {
  readonly raw: string;
}

/** A call of a function or, with `new `, of a constructor. */
export interface Call {
  readonly call: string;
  readonly args: readonly Code[];
}

/** An array. */
export interface List {
  readonly list: readonly Code[];
}

/** An object. */
export interface Literal {
  readonly properties: readonly Property[];
}

/** A property of an object, or a comment in its place. */
export interface Property {
  readonly key?: string;
  readonly value?: Code;
  /** Lines of a comment above it. */
  readonly comments?: readonly string[];
}

export const raw = (text: string): Raw => ({ raw: text });
export const call = (name: string, ...args: readonly Code[]): Call => ({ call: name, args });
export const list = (items: readonly Code[]): List => ({ list: items });

/** An object of the fields that have a value. */
export function object(fields: Readonly<Record<string, Code | undefined>>): Literal {
  return { properties: Object.entries(fields).flatMap(([key, value]) => property(key, value)) };
}

/** A property, or nothing if it has no value. */
function property(
  key: string,
  value: Code | undefined,
  comments: readonly string[] = [],
): Property[] {
  return value === undefined ? [] : [{ key, value, comments }];
}

/** Plain data as code. */
export function codeOf(value: unknown): Code {
  if (Array.isArray(value)) return list(value.map(codeOf));
  if (typeof value === "object" && value !== null) {
    return object(
      Object.fromEntries(
        Object.entries(value).map(([key, each]) => [
          key,
          each === undefined ? undefined : codeOf(each),
        ]),
      ),
    );
  }
  return value as string | number | boolean;
}

/** Whether code is an object. */
export function isObject(code: Code): code is Literal {
  return typeof code === "object" && "properties" in code;
}

/** The names of functions and constructors that code calls. */
export function calledIn(code: Code): string[] {
  if (typeof code !== "object" || "raw" in code) return [];
  if ("list" in code) return code.list.flatMap(calledIn);
  if ("call" in code) return [code.call.replace(/^new /, ""), ...code.args.flatMap(calledIn)];
  return code.properties.flatMap(({ value }) => (value === undefined ? [] : calledIn(value)));
}
