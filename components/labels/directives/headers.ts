import { FLAG, type Grammar, type Rule } from "../grammar/grammar";
import { headerField, regexp, text } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { type Directive, directive, entries, option } from "../model/directive";

/** Changes to headers. Caddy adds first, then sets, deletes and replaces. */
export interface HeaderChanges {
  /** Fields and their values, in place of any there are. */
  readonly set?: Readonly<Record<string, Argument>>;
  /** Fields and further values. */
  readonly add?: Readonly<Record<string, Argument>>;
  /** Fields to delete; `*` at either end. */
  readonly remove?: readonly string[];
  /** Fields, and in their values what to find (RE2) and to put in its place. */
  readonly replace?: Readonly<Record<string, readonly [find: Argument, put: Argument]>>;
}

/** Changes to the headers of a response. */
export interface ResponseHeaderChanges extends HeaderChanges {
  /** Fields and values for answers that don't have them. */
  readonly setDefault?: Readonly<Record<string, Argument>>;
  /** Changes the headers when the response is sent, rather than before the handlers run. */
  readonly defer?: boolean;
}

/** Changes headers of the answer: `header({ set: { "X-Frame-Options": "DENY" } })`. */
export function header(changes: ResponseHeaderChanges): Directive {
  return directive(
    "header",
    [],
    [
      ...headerDirectives(changes),
      ...prefixed("?", changes.setDefault),
      ...option("defer", changes.defer),
    ],
  );
}

/**
 * Changes headers of the request, one directive a change, as Caddy has no block for them:
 * `site("a.example.com").with(...requestHeader({ remove: ["Cookie"] }))`.
 */
export function requestHeader(changes: HeaderChanges): readonly Directive[] {
  return headerDirectives(changes).map((word) =>
    directive("request_header", [word.name, ...word.args]),
  );
}

/** The words for changes, each its own: `+Field value`, `-Field`, `Field find put`. */
export function headerDirectives(changes: HeaderChanges = {}): Directive[] {
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

const CHANGE: Grammar = {
  optional: [text, text],
  check: ({ name, args }) => field(name) ?? searched(args),
};

/** Checks the regular expression of a replacement: the value is one only before another value. */
export function searched([find, put]: readonly Argument[]): string | undefined {
  return typeof find === "string" && put !== undefined ? regexp(find) : undefined;
}

const onLine = ({ args }: Directive) => searched(args.slice(1));

/** The grammar of these directives. */
export const HEADERS: Readonly<Record<string, Grammar>> = {
  header: {
    matcher: "any",
    optional: [field, text, text],
    others: CHANGE,
    block: { defer: FLAG, match: { open: true, rest: text } },
    check: onLine,
  },
  request_header: { matcher: "any", args: [field], optional: [text, text], check: onLine },
};
