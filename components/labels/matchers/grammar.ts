import { expression } from "../grammar/cel";
import { type Grammar, type Rule, takes, takesSome } from "../grammar/grammar";
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
  rest: rules.text,
  min: args.length,
  check: ({ args: given }) => {
    const values = given.filter((value) => typeof value === "string");
    const all = values.length > args.length ? [captureName, ...args] : args;
    if (values.length !== all.length) return `takes ${args.length} arguments, or one more before`;
    return all.map((rule, index) => rule(values[index] ?? "")).find((each) => each !== undefined);
  },
});

const HEADER: Grammar = { args: [headerName], optional: [rules.text] };

const CONDITIONS: Readonly<Record<string, Grammar>> = {
  path: takesSome(path),
  path_regexp: named(rules.regexp),
  host: { ...takesSome(host), check: repeatedHost },
  method: takesSome(rules.verb),
  header: HEADER,
  header_regexp: named(rules.headerField, rules.regexp),
  query: takesSome(pair),
  remote_ip: takesSome(rules.cidr),
  client_ip: takesSome(rules.cidr),
  protocol: takes((value) =>
    /^(http|https|grpc|http\/(1\.[01]|[123])\+?)$/.test(value)
      ? undefined
      : `must be one of http, https, grpc, http/1, http/2, http/3, got ${rules.quoted(value)}.`,
  ),
  expression: takes(expression),
  vars: { args: [rules.text], rest: rules.text, min: 2 },
  file: {
    rest: rules.text,
    block: {
      root: takes(rules.text),
      try_files: takesSome(rules.text),
      try_policy: takes(
        rules.oneOf(
          "first_exist",
          "first_exist_fallback",
          "smallest_size",
          "largest_size",
          "most_recently_modified",
        ),
      ),
      split_path: takesSome(rules.text),
    },
  },
};

/** What may stand in the definition of a matcher of requests, apart from `not`. */
export const REQUEST_MATCHER: Grammar = {
  block: CONDITIONS,
};

/** What may stand in the definition of a matcher of responses. */
export const RESPONSE_MATCHER: Grammar = {
  block: {
    status: takesSome(rules.statusOrClass),
    header: HEADER,
  },
};
