import { remembered } from "../remembered";
import type { Argument } from "./argument";
import { toMatcher } from "./canonical";
import { type Matcher, type MatcherInput, sortedEntries } from "./matcher";

/**
 * A directive, a subdirective or a global option of a Caddyfile, with its arguments and its block.
 * Plain data: it survives JSON, and `parseLabels` returns an equal value.
 */
export interface Directive {
  readonly name: string;
  /** Its place among directives of the site's other containers: see {@link inOrder}. */
  readonly order?: number;
  /** The requests that it handles. Default: all. */
  readonly matcher?: Matcher;
  readonly args: readonly Argument[];
  readonly block: readonly Directive[];
}

/**
 * Any directive by its name, for those that have no builder. A known name gets the same checks as a
 * builder's directive.
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

/**
 * Like {@link directive}, and keeps the order of its block, which modules may depend on. Caddy's own
 * directives need none, but for those whose builders keep it.
 */
export function orderedDirective(
  name: string,
  args: readonly (Argument | number)[] = [],
  block: readonly Directive[] = [],
): Directive {
  return { ...directive(name, args), block };
}

/** Whether the order of a directive's block is its own, not that of names. */
export function keepsOrder({ name, block }: Omit<Directive, "matcher">): boolean {
  return ORDERED.has(name) || !isSorted(block);
}

/** Directives and subdirectives that depend on the order of their block. */
const ORDERED: ReadonlySet<string> = new Set(
  "route map encode uri dynamic import intercept".split(" "),
);

/**
 * Sorts directives by name, and keeps the order of those with one name. Caddy orders different
 * directives by itself, so their order has no meaning.
 */
export function byName(directives: readonly Directive[]): readonly Directive[] {
  if (isSorted(directives)) return [...directives];
  return [...directives].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function isSorted(directives: readonly Directive[]): boolean {
  let before = "";
  for (const { name } of directives) {
    if (before > name) return false;
    before = name;
  }
  return true;
}

/** The same directive, only for matching requests: `when({ method: ["GET"] }, respond("hi"))`. */
export function when(matcher: MatcherInput, target: Directive): Directive {
  return withMatcher(toMatcher(matcher), target);
}

/** The directive with this matcher; unchanged without one. */
export function withMatcher(matcher: Matcher | undefined, target: Directive): Directive {
  if (matcher === undefined) return target;
  const { name, order, args, block } = target;
  return order === undefined
    ? { name, matcher, args, block }
    : { name, order, matcher, args, block };
}

/**
 * The same directive, before those of the site's other containers that have a higher order, or none.
 * Caddy itself decides by the directive and by the length of a single path; an order decides
 * between other matchers, such as a header and a method: `inOrder(1, handle({ method: "GET" }, …))`.
 */
export function inOrder(order: number, target: Directive): Directive {
  return { ...target, order };
}

/** Whether a value is a directive rather than a matcher. */
export function isDirective(value: unknown): value is Directive {
  return typeof value === "object" && value !== null && "args" in value && "block" in value;
}

/** The arguments of a subdirective: `true` for none; `undefined`, `false` and `[]` leave it out. */
export type OptionValue = Argument | number | boolean | undefined | readonly (Argument | number)[];

/** A subdirective with this value, or nothing if it has none. */
export function option(
  name: string,
  value: OptionValue,
  block: readonly Directive[] = [],
): Directive[] {
  if (value === undefined || value === false) return [];
  if (value === true) return [directive(name, [], block)];
  if (!Array.isArray(value)) return [directive(name, [value as Argument | number], block)];
  return value.length === 0 ? [] : [directive(name, value, block)];
}

/**
 * A subdirective for each field that has a value, named as Caddy spells it: `maxSize` is `max_size`.
 *
 * @param prefix what Caddy's names begin with.
 */
export function optionsOf<T extends { readonly [Key in keyof T]: OptionValue }>(
  fields: T,
  prefix = "",
): Directive[] {
  const found: Directive[] = [];
  for (const [name, value] of Object.entries<OptionValue>(fields)) {
    if (value !== undefined) found.push(...option(prefix + caddyName(name), value));
  }
  return found;
}

const caddyName = remembered((name: string) =>
  name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
);

/** A subdirective for each entry of a record, sorted by their keys. */
export function entries(record: Readonly<Record<string, OptionValue>> = {}): Directive[] {
  return sortedEntries(record).flatMap(([name, value]) => option(name, value));
}

/** A subdirective with a block, or nothing if the block is empty. */
export function blockOption(name: string, block: readonly Directive[]): Directive[] {
  return block.length === 0 ? [] : [directive(name, [], block)];
}
