import { expression } from "../grammar/cel";
import {
  type Grammar,
  isModule,
  moduleIds,
  type Rule,
  takes,
  takesSome,
  text,
  type Words,
} from "../grammar/grammar";
import { regexp } from "../grammar/regexp";
import * as rules from "../grammar/rules";
import type { Directive } from "../model/directive";

const path: Rule = (value) => {
  if (/^[/*]/.test(value) || rules.isPlaceholder(value)) return undefined;
  return `must start with "/", got ${rules.quoted(value)}. Write "/${value}".`;
};

const host: Rule = (value) => {
  if (/[/:\s]/.test(value)) {
    return `must be a host alone, got ${rules.quoted(value)}. Drop its scheme, port and path.`;
  }
  return undefined;
};

function repeatedHost({ args }: Directive): string | undefined {
  const hosts = args.map((each) => String(each).toLowerCase());
  const twice = hosts.find((each, index) => hosts.indexOf(each) !== index);
  if (twice === undefined) return undefined;
  return `must name each host once, got ${rules.quoted(twice)} twice; Caddy would load nothing.`;
}

const headerName: Rule = (value) => rules.headerField(value.replace(/^!/, ""));

const pair: Rule = (value) =>
  /^[^=]+=/.test(value)
    ? undefined
    : `must be a name, "=" and a value, got ${rules.quoted(value)}. Write "${value}=*".`;

const captureName: Rule = (value) =>
  /^\w+$/.test(value)
    ? undefined
    : `must be a name of letters and digits, got ${rules.quoted(value)}.`;

const named = (...args: readonly Rule[]): Grammar => ({
  rest: text,
  min: args.length,
  check: ({ args: given }) => {
    const values = given.filter((value) => typeof value === "string");
    const all = values.length > args.length ? [captureName, ...args] : args;
    if (values.length !== all.length)
      return `must have ${all.length} arguments, got ${values.length}.`;
    return all.map((rule, index) => rule(values[index] ?? "")).find((each) => each !== undefined);
  },
});

const HEADER: Grammar = { args: [headerName], optional: [text] };

const CONDITIONS: Words = {
  path: takesSome(path),
  path_regexp: named(regexp),
  host: { ...takesSome(host), check: repeatedHost },
  method: takesSome(rules.verb),
  header: HEADER,
  header_regexp: named(rules.headerField, regexp),
  query: takesSome(pair),
  remote_ip: takesSome(rules.cidr),
  client_ip: takesSome(rules.cidr),
  protocol: takes((value) =>
    /^(http|https|grpc|http\/(1\.[01]|[123])\+?)$/.test(value)
      ? undefined
      : `must be one of http, https, grpc, http/1, http/2, http/3, got ${rules.quoted(value)}.`,
  ),
  expression: takes(expression),
  vars: { args: [text], rest: text, min: 2 },
  file: {
    rest: text,
    block: {
      root: takes(text),
      try_files: takesSome(text),
      try_policy: takes(rules.tryPolicy),
      split_path: takesSome(text),
    },
  },
};

/** The conditions of a matcher of requests, except `not`. */
export const REQUEST_MATCHER: Grammar = { block: CONDITIONS };

/** The conditions of a matcher of responses. */
export const RESPONSE_MATCHER: Grammar = {
  block: { status: takesSome(rules.statusOrClass), header: HEADER },
};

const NAMESPACE = "http.matchers";

/** Conditions without a name for the matcher: a block of them, or one on a line. */
export const MATCHER_SET: Grammar = {
  rest: text,
  module: onItsLine,
  inside: () => MATCHERS,
};

const MATCHERS: Grammar = {
  block: { not: MATCHER_SET },
  others: isModule(NAMESPACE),
};

/** Caddy takes a quoted string for an expression, not for a name. */
function onItsLine({ args: [name] }: Directive): readonly string[] {
  return typeof name === "string" && /[ "\n]/.test(name) ? [] : moduleIds(NAMESPACE, [name]);
}
