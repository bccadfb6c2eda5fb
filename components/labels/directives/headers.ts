import { FLAG, type Grammar } from "../grammar/grammar";
import { headerField, text } from "../grammar/rules";
import type { Argument } from "../model/argument";
import { type Directive, directive, entries, option } from "../model/directive";

/** Changes to header fields. Caddy adds first, then sets, deletes and replaces. */
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

/** Changes to the fields of an answer. */
export interface ResponseHeaderChanges extends HeaderChanges {
  /** Fields and values for answers that don't have them. */
  readonly setDefault?: Readonly<Record<string, Argument>>;
  /** Changes the fields when the answer is sent rather than before the handlers run. */
  readonly defer?: boolean;
}

/** Changes header fields of the answer: `header({ set: { "X-Frame-Options": "DENY" } })`. */
export function header(changes: ResponseHeaderChanges): Directive {
  return directive(
    "header",
    [],
    [
      ...headerWords(changes),
      ...prefixed("?", changes.setDefault),
      ...option("defer", changes.defer),
    ],
  );
}

/** Changes header fields of the request. */
export function requestHeader(changes: HeaderChanges): Directive {
  return directive("request_header", [], headerWords(changes));
}

/** The words for changes, each its own: `+Field value`, `-Field`, `Field find put`. */
export function headerWords(changes: HeaderChanges = {}): Directive[] {
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

const CHANGE: Grammar = {
  optional: [text, text],
  check: ({ name }) => {
    const field = name.replace(/^[-+?>]/, "");
    return headerField(name.startsWith("-") ? field.replaceAll("*", "x") : field);
  },
};

const HEADER: Grammar = {
  matcher: "any",
  optional: [text, text, text],
  others: CHANGE,
};

export const HEADERS: Readonly<Record<string, Grammar>> = {
  header: { ...HEADER, block: { defer: FLAG, match: { open: true, rest: text } } },
  request_header: HEADER,
};
