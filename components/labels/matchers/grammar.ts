import { needsQuotes } from "../caddyfile/marshal";
import { expression } from "../grammar/cel";
import {
  FLAG,
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
import { hasImportArgument } from "../model/import-argument";

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
    const all = given.length > args.length ? [captureName, ...args] : args;
    if (given.length !== all.length) {
      return `must have ${all.length} arguments, got ${given.length}.`;
    }
    return all
      .map((rule, index) => {
        const value = given[index];
        return typeof value === "string" ? rule(value) : undefined;
      })
      .find((each) => each !== undefined);
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
  vars_regexp: named(text, regexp),
  url_pattern: { args: [text], block: { base_url: takes(text), ignore_case: FLAG } },
  tls: { optional: [rules.oneOf("early_data")] },
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

const NAMESPACE = "http.matchers";

/** Conditions without a name for the matcher: a block of them, or one on a line. */
export const MATCHER_SET: Grammar = {
  rest: text,
  module: onItsLine,
  inside: () => REQUEST_MATCHER,
  check: conditionProblem,
};

/** The conditions of a matcher of requests. */
export const REQUEST_MATCHER: Grammar = {
  block: { ...CONDITIONS, not: MATCHER_SET },
  others: isModule(NAMESPACE),
};

/** The conditions of a matcher of responses. */
export const RESPONSE_MATCHER: Grammar = {
  block: { status: takesSome(rules.statusOrClass), header: HEADER },
};

/** The conditions of a matcher of responses without a name. */
export const RESPONSE_SET: Grammar = { rest: text, inside: () => RESPONSE_MATCHER };

/** The conditions of a matcher whose place is not known, such as in a snippet of subdirectives. */
export const ANY_MATCHER: Grammar = {
  block: { ...REQUEST_MATCHER.block, ...RESPONSE_MATCHER.block },
  others: isModule(NAMESPACE),
};

/** Caddy takes a quoted string for an expression, not for a name. */
function onItsLine({ args: [name] }: Directive): readonly string[] {
  return typeof name === "string" && needsQuotes(name) ? [] : moduleIds(NAMESPACE, [name]);
}

/** The problem of a condition on its line, beside its module. */
function conditionProblem({ args: [name, ...args], block }: Directive): string | undefined {
  if (name === undefined) return block.length === 0 ? "must have a condition." : undefined;
  if (typeof name !== "string" || hasImportArgument(name)) return undefined;
  if (needsQuotes(name)) return expression(name);
  const known = CONDITIONS[name];
  if (known === undefined) return undefined;
  const problems = args.map((each, index) => {
    const rule = known.args?.[index] ?? known.optional?.[index] ?? known.rest;
    return typeof each === "string" ? rule?.(each) : undefined;
  });
  return (
    problems.find((each) => each !== undefined) ?? known.check?.({ name, args, block: [...block] })
  );
}
