import { FLAG, type Grammar, type Rule, text, type Words } from "../grammar/grammar";
import { quotedValue } from "../grammar/quotes";
import { regexp } from "../grammar/regexp";
import { headerField, quoted } from "../grammar/rules";
import { RESPONSE_SET } from "../matchers/grammar";
import { matcherOption, repeatedMatch } from "../matchers/words";
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

/** The name of a field that Caddy does not check. */
export const anyField: Rule = () => undefined;

const field: Rule = (value) => {
  const name = value.replace(/^[-+?>]/, "").replace(/:$/, "");
  return headerField(value.startsWith("-") ? name.replaceAll("*", "x") : name);
};

/** Checks the value of a field, or a replacement: a regular expression and its replacement. */
function valueProblem(name: string, values: readonly Argument[]): string | undefined {
  const [find, put, ...more] = values;
  if (typeof find !== "string" || put === undefined || more.length > 0) return undefined;
  if (typeof put !== "string" || !isTornValue(name, find, put)) return regexp(find);
  return (
    `must have one value, got two: Caddy would replace ${quoted(find)} by ${quoted(put)}. ` +
    `Put a value with spaces in quotes: ${quotedValue([find, put])}.`
  );
}

/** Whether two words are rather one value without its quotes than a replacement. */
function isTornValue(name: string, find: string, put: string): boolean {
  if (/[;,]$/.test(find)) return !put.endsWith(find.slice(-1));
  if (/authori[sz]ation$|authenticate$/i.test(name))
    return /^(basic|bearer|digest|token)$/i.test(find);
  if (/^'/.test(put)) return !/^'/.test(find);
  const [key, other] = [find, put].map((text) => /^[\w-]+=/.exec(text)?.[0]);
  return /strict-transport|-policy/i.test(name) && key !== undefined && key !== other;
}

/** A change on one line: the field, and a value, or a regular expression and its replacement. */
export function change(rule: Rule): Grammar {
  return {
    args: [rule],
    optional: [text, text],
    check: ({ args: [name, ...args] }) => valueProblem(typeof name === "string" ? name : "", args),
  };
}

const CHANGE = change(field);

export const HEADERS: Words = {
  header: {
    ...CHANGE,
    matcher: "any",
    min: 0,
    others: {
      optional: [text, text],
      check: ({ name, args }) => field(name) ?? valueProblem(name, args),
    },
    block: { defer: FLAG, match: RESPONSE_SET },
    check: (word) => repeatedMatch(word) ?? CHANGE.check?.(word),
  },
  request_header: { ...change(field), matcher: "any" },
};
