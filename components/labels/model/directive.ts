import type { Argument } from "./argument";
import { type Matcher, type MatcherInput, toMatcher } from "./matcher";

/**
 * One word of a Caddyfile: a directive, a subdirective or a global option, with its arguments and
 * the block below it. Plain data: it survives JSON, and labels read back give an equal value.
 */
export interface Directive {
  readonly name: string;
  /** Which requests it is for. Default: all of them. */
  readonly matcher?: Matcher;
  readonly args: readonly Argument[];
  readonly block: readonly Directive[];
}

/**
 * Any directive by its name: the way through for what has no builder. It passes the same checks as
 * the others, as far as its name is known.
 */
export function directive(
  name: string,
  args: readonly (Argument | number)[] = [],
  block: readonly Directive[] = [],
): Directive {
  return {
    name,
    args: args.map((value) => (typeof value === "number" ? String(value) : value)),
    block: ORDERED.has(name) ? block : byName(block),
  };
}

/** The words whose block means something by the order in which it is written. */
export const ORDERED: ReadonlySet<string> = new Set(["route", "map", "encode", "uri", "dynamic"]);

/**
 * Directives in the one order that values are kept in: by name, and those of one name as written.
 * Caddy orders different directives by itself, so that theirs means nothing.
 */
export function byName(directives: readonly Directive[]): readonly Directive[] {
  return [...directives].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** The same directive for matching requests only: `when({ method: ["GET"] }, respond("hi"))`. */
export function when(matcher: MatcherInput, target: Directive): Directive {
  return withMatcher(toMatcher(matcher), target);
}

/** The directive with this matcher; without one it stays as it is. */
export function withMatcher(matcher: Matcher | undefined, target: Directive): Directive {
  if (matcher === undefined) return target;
  return { name: target.name, matcher, args: target.args, block: target.block };
}

/** Whether a value is a directive rather than a matcher. */
export function isDirective(value: unknown): value is Directive {
  return typeof value === "object" && value !== null && "args" in value && "block" in value;
}

/** What a subdirective may be given: `true` for a bare word, `undefined` or `false` for none. */
export type OptionValue = Argument | number | boolean | undefined;

/** A subdirective when there is a value for it, nothing otherwise. */
export function option(
  name: string,
  value: OptionValue | readonly (Argument | number)[],
  block: readonly Directive[] = [],
): Directive[] {
  if (value === undefined || value === false) return [];
  if (value === true) return [directive(name, [], block)];
  if (!Array.isArray(value)) return [directive(name, [value as Argument | number], block)];
  return value.length === 0 ? [] : [directive(name, value, block)];
}

/** A subdirective for each entry of a record, in the order of its keys' names. */
export function entries(
  record: Readonly<Record<string, Argument | number | readonly Argument[]>> = {},
): Directive[] {
  return Object.keys(record)
    .sort()
    .flatMap((name) => option(name, record[name]));
}
