import fc from "fast-check";
import type { MatcherConditions } from "../../../components/labels";
import { compact, field, maybe, path, text, word } from "./text";

const pathPattern = fc.oneof(
  path,
  word.map((name) => `/${name}/*`),
  word.map((name) => `*.${name}`),
);
const regexp = fc.constantFrom("^/v(\\d+)/", "a{2,3}$", "[a-z]+\\.php", "(?i)^x", "\\Q{\\E", "a b");
const range = fc.constantFrom("10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1", "0.0.0.0/0");
const hostName = word.map((name) => `${name}.example.com`);
const some = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 1, maxLength: 2 });

const expression = fc.constantFrom(
  "{http.request.method} == 'GET'",
  "path('/a b') && !header({'X-A': '*'})",
  "{http.request.uri.query} != ''",
  "true",
);

/** Generates a condition of one kind. */
function only<Key extends keyof MatcherConditions>(
  key: Key,
  value: fc.Arbitrary<MatcherConditions[Key]>,
): fc.Arbitrary<MatcherConditions> {
  return value.map((each) => ({ [key]: each }));
}

const condition: fc.Arbitrary<MatcherConditions> = fc.oneof(
  only("path", some(pathPattern)),
  only("pathRegexp", fc.record({ pattern: regexp, name: word })),
  only("host", fc.uniqueArray(hostName, { minLength: 1, maxLength: 2 })),
  only("method", some(fc.constantFrom("GET", "POST", "PUT"))),
  only(
    "header",
    fc.dictionary(field, fc.oneof(fc.boolean(), some(text)), { minKeys: 1, maxKeys: 2 }),
  ),
  only("headerRegexp", fc.record({ field, pattern: regexp, name: word })),
  only(
    "query",
    fc.dictionary(word, some(fc.oneof(text, fc.constant("*"))), { minKeys: 1, maxKeys: 2 }),
  ),
  only("remoteIp", some(range)),
  only("clientIp", some(range)),
  only("protocol", fc.constantFrom("http", "https", "grpc", "http/2+")),
  only("expression", expression),
  only("vars", fc.dictionary(word, some(text), { minKeys: 1, maxKeys: 2 })),
);

/** One to three conditions of different kinds. */
const few = fc
  .array(condition, { minLength: 1, maxLength: 3 })
  .map((all): MatcherConditions => Object.assign({}, ...all));

/** A matcher with at least one condition. */
export const matcher: fc.Arbitrary<MatcherConditions> = fc
  .tuple(few, maybe(fc.array(few, { minLength: 1, maxLength: 2 })))
  .map(([all, not]) => (not === undefined ? all : { ...all, not }));

/** The expected JSON of a matcher, made from its types. */
export function meaningOfMatcher(input: MatcherConditions): unknown {
  const { header, headerRegexp, query, remoteIp, clientIp, vars, not, ...others } = input;
  const regexps = [headerRegexp ?? []].flat();
  return compact({
    path: others.path,
    path_regexp: others.pathRegexp,
    host: others.host,
    method: others.method,
    protocol: others.protocol,
    header: mapValues(header, (value) => {
      if (typeof value === "boolean") return value ? ["*"] : null;
      return value;
    }),
    header_regexp: fromEntries(
      regexps.map(({ field, pattern, name }) => [field, { name, pattern }]),
    ),
    query,
    vars,
    remote_ip: remoteIp && { ranges: remoteIp },
    client_ip: clientIp && { ranges: clientIp },
    expression: others.expression,
    not: not && [not].flat().map(meaningOfMatcher),
  });
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>> | undefined,
  convert: (value: T) => U,
): Record<string, U> | undefined {
  if (record === undefined) return undefined;
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}

function fromEntries(entries: [string, unknown][]): Record<string, unknown> | undefined {
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
