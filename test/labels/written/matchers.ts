import { inSite, type Labels, type WrittenCase } from "./case";

const conditions = (title: string, line: string, below: Readonly<Record<string, string>> = {}) => ({
  title,
  containers: inSite({
    "caddy.@m": line,
    ...Object.fromEntries(Object.entries(below).map(([key, value]) => [`caddy.@m.${key}`, value])),
    "caddy.respond": "@m ok",
  }),
});

/** A site whose paths below one lead to a block with a matcher `@m`. */
function inHandle(path: string, labels: Labels): Labels {
  return {
    ...{ caddy: "a.localhost", "caddy.tls": "internal" },
    ...{ "caddy.handle": `${path}/*`, "caddy.handle.respond": "@m ok" },
    ...labels,
  };
}

const MORE_THAN_ONCE = "matcher is defined more than once: @m";

/** Two definitions of `@m`, and Caddy's error. */
const TWICE: readonly [string, Labels, Labels, string?][] = [
  ["on a line", { "caddy.@m": "path /a/*" }, { "caddy.@m": "path /b/*" }, MORE_THAN_ONCE],
  ["in a block", { "caddy.@m.path": "/a/*" }, { "caddy.@m.path": "/b/*" }],
  ["in two forms", { "caddy.@m": "path /a/*" }, { "caddy.@m.path": "/a/*" }, MORE_THAN_ONCE],
  ["inside", { "caddy.@m": "path /a/*" }, { "caddy.handle.@m": "path /b/*" }, MORE_THAN_ONCE],
];

/** Matchers in all their forms. */
export const MATCHERS: readonly WrittenCase[] = [
  conditions("a matcher without conditions", ""),
  conditions("a regular expression for a variable", "vars_regexp {http.request.uri} ^/a"),
  conditions("one with a name", "vars_regexp x {http.request.uri} ^/a"),
  conditions("several of them", "", {
    "0_vars_regexp": "{a} ^/a",
    "1_vars_regexp": "b {b} ^/b",
  }),
  conditions("a URL pattern", "url_pattern /books/:id"),
  conditions("one with options", "url_pattern /books/:id", {
    base_url: "https://a.localhost",
    ignore_case: "",
  }),
  conditions("a TLS handshake", "tls early_data"),
  conditions("an expression in backticks", "`path('/a/*') || method('PUT')`"),
  conditions("an expression in quotes", `"{method} == 'PUT' && path('/a')"`),
  conditions("an expression with quotes", '`{method} == "PUT"`'),
  conditions("an expression of several words", "expression {method} == 'PUT'"),
  conditions("words in quotes of an expression", `expression {method} == "a b"`),
  conditions("not an expression in backticks", "not `path('/a/*') || method('PUT')`"),
  conditions("not all of several conditions", "not", { path: "/a/*", method: "GET" }),
  conditions("neither of two conditions", "", { "0_not": "path /a/*", "1_not": "method GET" }),
  conditions("not files that exist", "not file", { try_files: "{path} index.html" }),
  conditions("files that exist", "file", { try_files: "{path} index.html" }),
  conditions("variables of the proxy's environment", "", {
    path: "{$PATH_OF_A:/a/*} /b",
    method: "GET",
  }),
  ...[
    "path_regexp ^/a/(.*)$",
    "header_regexp X-A ^(.*)$",
    "`path_regexp('^/a/(.*)$') && true`",
  ].map((written) => ({
    title: `a capture of ${written}`,
    containers: inSite({
      "caddy.@m": written,
      "caddy.handle": "@m",
      "caddy.handle.rewrite": "/b/{re.m.1}",
      "caddy.handle.reverse_proxy": "app:80",
    }),
  })),
  {
    title: "retries by conditions on a line",
    containers: inSite({
      "caddy.reverse_proxy": "app:80",
      "caddy.reverse_proxy.0_lb_retry_match": "method PUT",
      "caddy.reverse_proxy.1_lb_retry_match": "`path('/a') && method('POST')`",
      "caddy.reverse_proxy.2_lb_retry_match": "",
      "caddy.reverse_proxy.2_lb_retry_match.path": "/b",
    }),
  },
  {
    title: "a matcher that nothing names",
    containers: inSite({ "caddy.@m.path": "/a/*", "caddy.respond": "ok" }),
  },
  {
    title: "matchers of a route that nothing names",
    containers: inSite({ "caddy.route.@m.path": "/a/*", "caddy.route.respond": "ok" }),
  },
  {
    title: "a matcher in a directive of a module",
    containers: inSite({ "caddy.@m.path": "/a/*", "caddy.log_level": "@m DEBUG" }),
  },
  ...["reverse_proxy", "php_fastcgi", "forward_auth"].map((name) => ({
    title: `matchers of responses in ${name}`,
    containers: inSite({
      [`caddy.${name}`]: "app:9000",
      ...(name === "forward_auth" ? { [`caddy.${name}.uri`]: "/check" } : {}),
      [`caddy.${name}.@error`]: "status 4xx",
      [`caddy.${name}.@unused`]: "status 5xx",
      [`caddy.${name}.handle_response`]: "@error",
      [`caddy.${name}.handle_response.respond`]: "{rp.status_code}",
    }),
  })),
  {
    title: "matchers of responses in intercept",
    containers: inSite({
      "caddy.intercept.@error.status": "4xx",
      "caddy.intercept.@error.header": "X-A *",
      "caddy.intercept.handle_response": "@error",
      "caddy.intercept.handle_response.respond": "/a sorry",
      "caddy.reverse_proxy": "app:80",
    }),
  },
  {
    ...conditions("conditions on the line and below it", "path /a/*", { method: "GET" }),
    refused: ['label "caddy.@m" has a path matcher that cannot be read.'],
    error: "blocks are not supported",
  },
  {
    ...conditions("conditions on the line and below it, negated", "not path /a/*", {
      method: "GET",
    }),
    refused: ['label "caddy.@m" has a path matcher that cannot be read.'],
    error: "blocks are not supported",
  },
  ...["{method} == PUT", '{method} == "PUT"'].map((written) => ({
    ...conditions(`a text without its quotes: ${written}`, `expression ${written}`),
    refused: [
      'container "c1": site "a.localhost": respond.matcher.expression must be a CEL expression, got ' +
        `"{method} == PUT": nothing declares PUT. If it is a text, write 'PUT'.`,
    ],
    error: "undeclared reference to 'PUT'",
  })),
  {
    ...conditions("an expression without a space", "`path('/a')`"),
    refused: [
      "label \"caddy.@m\" has a CEL expression whose quotes the plugin drops. Write expression path('/a').",
    ],
    error: "module not registered: http.matchers.path('/a')",
  },
  {
    ...conditions("two expressions", "", { "0_expression": "true", "1_expression": "false" }),
    refused: ['label "caddy.@m.1_expression" has a expression matcher that cannot be read.'],
    error: "repeated expression matchers are not supported",
  },
  {
    ...conditions("a header without a value", "header X-A"),
    refused: ['label "caddy.@m" has a header matcher that cannot be read.'],
    error: "expected both field and value",
  },
  {
    ...conditions("a condition of a module that the image lacks", "maxmind_geolocation", {
      allow_countries: "DE",
    }),
    refused: [
      'container "c1": site "a.localhost": respond.matcher.maxmind_geolocation needs the module ' +
        "http.matchers.maxmind_geolocation, which the proxy's image lacks; of http.matchers it has " +
        "client_ip, expression, file, header, header_regexp, host, method, not, path, path_regexp, " +
        "protocol, query, remote_ip, tls, url_pattern, vars, vars_regexp. Take an image that has it, " +
        'and list it among the proxy\'s modules: ["http.matchers.maxmind_geolocation"].',
    ],
    error: "module not registered: http.matchers.maxmind_geolocation",
  },
  {
    title: "one name for two matchers",
    containers: inSite({
      "caddy.0_@m.path": "/a/*",
      "caddy.1_@m.path": "/b/*",
      "caddy.respond": "@m ok",
    }),
    refused: ['label "caddy.1_@m" defines @m a second time, which Caddy refuses.'],
    error: "matcher is defined more than once: @m",
  },
  {
    title: "one name for two matchers, one inside the other's block",
    containers: inSite({
      "caddy.@m.path": "/a/*",
      "caddy.handle": "@m",
      "caddy.handle.@m.path": "/b/*",
      "caddy.handle.respond": "@m ok",
    }),
    refused: ['label "caddy.handle.@m" defines @m a second time, which Caddy refuses.'],
    error: "matcher is defined more than once: @m",
  },
  ...TWICE.map(([title, one, other, error]) => ({
    title: `two containers with one name for two matchers: ${title}`,
    containers: [inHandle("/a", one), inHandle("/b", other)],
    refused: [
      'containers "c1" and "c2": site "a.localhost" has the matcher @m defined in two ways, which Caddy ' +
        "refuses, or unites. Rename one.",
    ],
    error,
  })),
  {
    title: "two containers with one name for one matcher",
    containers: [
      inHandle("/a", { "caddy.@m": "path /a/*" }),
      inHandle("/b", { "caddy.@m": "path /a/*" }),
    ],
  },
  {
    title: "two containers with one name for two matchers, each in a block of its own",
    containers: [
      inHandle("/a", { "caddy.handle.@m": "path /a/*" }),
      inHandle("/b", { "caddy.handle.@m": "path /b/*" }),
    ],
  },
];
