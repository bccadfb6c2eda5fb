import { FLAG, type Grammar, type Rule, text, type Words } from "../grammar/grammar";
import { regexp } from "../grammar/regexp";
import { headerField } from "../grammar/rules";
import { matcherOption } from "../matchers/words";
import type { Argument } from "../model/argument";
import { type Directive, directive, entries, option } from "../model/directive";
import type { MatcherConditions } from "../model/matcher";

/** Changes to headers. Caddy adds first, then sets, removes and replaces. */
export interface HeaderChanges {
  /** Headers and their values, which replace any others. */
  readonly set?: Readonly<Record<string, Argument>>;
  /** Headers and additional values. */
  readonly add?: Readonly<Record<string, Argument>>;
  /** Headers to remove; `*` at either end of a name. */
  readonly remove?: readonly string[];
  /** Headers, and a regular expression (RE2) in their values with its replacement. */
  readonly replace?: Readonly<Record<string, readonly [find: Argument, put: Argument]>>;
}

/** Changes to the headers of a response. */
export interface ResponseHeaderChanges extends HeaderChanges {
  /** Headers and their values for responses that have none. */
  readonly setDefault?: Readonly<Record<string, Argument>>;
  /** Whether Caddy changes them when it sends the response, not before it. Default: false. */
  readonly defer?: boolean;
  /** The responses whose headers Caddy changes, by `status` and `header`. Default: all. */
  readonly match?: Pick<MatcherConditions, "status" | "header">;
}

/** Changes headers of the response: `header({ set: { "X-Frame-Options": "DENY" } })`. */
export function header(changes: ResponseHeaderChanges): Directive {
  return directive(
    "header",
    [],
    [
      ...headerDirectives(changes),
      ...prefixed("?", changes.setDefault),
      ...option("defer", changes.defer),
      ...matcherOption("match", changes.match),
    ],
  );
}

/**
 * Changes headers of the request, by a directive for each change, since Caddy has no block for them:
 * `site("a.example.com").with(...requestHeader({ remove: ["Cookie"] }))`.
 */
export function requestHeader(changes: HeaderChanges): readonly Directive[] {
  return changeDirectives("request_header", changes);
}

/** A directive for each change: `<name> +Field value`, `<name> -Field`, `<name> Field find put`. */
export function changeDirectives(name: string, changes?: HeaderChanges): Directive[] {
  return headerDirectives(changes).map((word) => directive(name, [word.name, ...word.args]));
}

function headerDirectives(changes: HeaderChanges = {}): Directive[] {
  return [
    ...prefixed("+", changes.add),
    ...entries(changes.set),
    ...entries(changes.replace),
    ...(changes.remove ?? []).map((field) => directive(`-${field}`)),
  ];
}

function prefixed(sign: string, fields: Readonly<Record<string, Argument>> = {}): Directive[] {
  return entries(fields).map((word) => directive(sign + word.name, word.args));
}

const field: Rule = (value) => {
  const name = value.replace(/^[-+?>]/, "");
  return headerField(value.startsWith("-") ? name.replaceAll("*", "x") : name);
};

/** Checks the regular expression of a replacement; a single value is not one. */
function searched([find, put]: readonly Argument[]): string | undefined {
  return typeof find === "string" && put !== undefined ? regexp(find) : undefined;
}

/** A change on one line: the field, and a value, or a regular expression and its replacement. */
export function change(rule: Rule): Grammar {
  return {
    args: [rule],
    optional: [text, text],
    check: ({ args }) => searched(args.slice(1)),
  };
}

export const HEADERS: Words = {
  header: {
    ...change(field),
    matcher: "any",
    min: 0,
    others: {
      optional: [text, text],
      check: ({ name, args }) => field(name) ?? searched(args),
    },
    block: { defer: FLAG, match: { open: true, rest: text } },
  },
  request_header: { ...change(field), matcher: "any" },
};
