import { afterAll, beforeAll, expect, test } from "vitest";
import { expression } from "../../components/labels/grammar/cel";
import { Oracle } from "./oracle";

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start();
});
afterAll(() => oracle.stop());

const EXPRESSIONS: readonly string[] = [
  "{method} == PUT",
  "{method} == 'PUT'",
  "path('/a')",
  "path('/a') && foo()",
  "foo",
  "{method}",
  "'a'",
  "true",
  "!path('/a')",
  "method('GET','PUT')",
  "{http.request.uri}.startsWith('/a')",
  "{path}.begins('/a')",
  "size({path}) > 3",
  "{path}.size() > 3",
  "['a','b'].exists(x, x == {method})",
  "['a','b'].exists(x, y == {method})",
  "{method} in ['GET']",
  "header({'X-A': 'b'})",
  "query({'a':['b']}) || file()",
  "file({'root':'/srv','try_files':['x']})",
  "vars({'{x.y}':'a'})",
  "remote_ip('10.0.0.0/8')",
  "protocol('https')",
  "tls()",
  "tls('any')",
  "url_pattern('/a/:b')",
  "host('a.b')",
  "path_regexp('x','^/a')",
  "header_regexp('X','^a')",
  "vars_regexp('{a.b}','c')",
  "int({http.error.status_code}) >= 500",
  "{http.error.status_code} == 404",
  "{http.error.status_code} in [404, 500]",
  "math.greatest(1,2) == 2",
  "lists.range(3).size() == 3",
  "strings.quote('a') == 'b'",
  "cel.bind(x, {method}, x == 'GET')",
  "type({method}) == string",
  "req == req",
  "request == 1",
  "duration('1s') < duration('2s')",
  "timestamp('2020-01-01T00:00:00Z').getFullYear() == 2020",
  "{path}.lowerAscii() == 'a'",
  "{path}.matches('^/a')",
  "matches({path}, 'a')",
  "has({path}.foo)",
  "0x1F == 31",
  "1u == 1u",
  "1e3 > 2.0",
  "null == null",
  "path(PUT)",
  '{method} == "PUT"',
  "r'a' == 'a'",
  "b'a' == b'a'",
  "path('/a') ? true : false",
  "[1,2].map(i, i * 2).size() == 2",
  "['a'].all(s, s.size() > 0)",
  "ph(req, 'http.request.method') == 'GET'",
  "[1,2,3].sort() == [1,2,3]",
  "[3,1].sortBy(e, e) == [1,3]",
  "[1].distinct().size() == 1",
  "'a,b'.split(',').size() == 2",
  "math.least(1) == 1",
  'method("GET") && path("/a/*")',
  "{env.X} == 'a'",
  "{x} == 'a'",
  "{method} == GET || {method} == 'PUT'",
  "dyn(1) == 1",
  "string(1) == '1'",
  "bytes('a') == b'a'",
  "bool('true')",
  "uint(1) == 1u",
  "double(1) > 0.5",
  "{header.X-A} == 'b'",
  "'%s'.format(['a']) == 'a'",
  "'abc'.reverse() == 'cba'",
  "[[1]].flatten() == [1]",
  "expression('a')",
  "not('a')",
];

test.each(EXPRESSIONS)("%s is an expression to the checks if it is one to Caddy", async (each) => {
  const token = each.includes('"') ? `\`${each}\`` : `"${each}"`;
  const labels = {
    caddy: "a.localhost",
    "caddy.@m": `expression ${token}`,
    "caddy.respond": "@m a",
  };
  const { adaptError, validateError } = await oracle.generate([{ labels, ips: [] }], {
    process: false,
  });

  expect(expression(each) === undefined).toBe((adaptError ?? validateError) === undefined);
});

test("a name that nothing declares is named, with the fix", () => {
  expect(expression("{method} == PUT")).toBe(
    "must be a CEL expression, got \"{method} == PUT\": nothing declares PUT. If it is a text, write 'PUT'.",
  );
});
