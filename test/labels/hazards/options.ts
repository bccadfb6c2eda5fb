import {
  basicAuth,
  directive,
  header,
  map,
  respond,
  reverseProxy,
  site,
  template,
  tls,
  upstreams,
  when,
} from "../../../components/labels";
import { type Hazard, one } from "./hazard";

export const OPTIONS: readonly Hazard[] = [
  {
    title: "an upstream template with a quoted port",
    containers: one(site("m.localhost", reverseProxy(template('upstreams "80"')))),
    harm: "its own site is gone",
    shows:
      "parsing upstream '80://10.0.0.1': parsing upstream URL: parse \"80://10.0.0.1\": first path segment in URL cannot contain colon",
    message:
      'container "web": site "m.localhost": reverse_proxy must have a scheme and a port in its template, got "80". Write upstreams(80, "http").',
  },
  {
    title: "a cache time without a unit",
    containers: one(
      site("m.localhost", directive("cache", [], [directive("ttl", ["10"])]), respond("a")),
    ),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "m.localhost": cache.ttl must be a duration with a unit, got "10". Write "10s".',
    shows: '"ttl":"0s"},"LogLevel"',
  },
  {
    title: "a duration without a unit",
    containers: one(
      site(
        "m.localhost",
        directive("reverse_proxy", ["app:80"], [directive("lb_try_duration", ["5"])]),
      ),
    ),
    harm: "its own site is gone",
    shows: 'bad duration value 5: time: missing unit in duration "5"',
    message:
      'container "web": site "m.localhost": reverse_proxy.lb_try_duration must be a duration with a unit, got "5". Write "5s".',
  },
  {
    title: "an unknown policy",
    containers: one(
      site(
        "m.localhost",
        directive("reverse_proxy", ["app:80"], [directive("lb_policy", ["fastest"])]),
      ),
    ),
    harm: "its own site is gone",
    shows:
      "getting module named 'http.reverse_proxy.selection_policies.fastest': module not registered: http.reverse_proxy.selection_policies.fastest",
    message:
      'container "web": site "m.localhost": reverse_proxy.lb_policy needs the module http.reverse_proxy.selection_policies.fastest, which the proxy\'s image lacks; of http.reverse_proxy.selection_policies it has client_ip_hash, cookie, first, header, ip_hash, least_conn, query, random, random_choose, round_robin, uri_hash, weighted_round_robin. Take an image that has it, and list it among the proxy\'s modules: ["http.reverse_proxy.selection_policies.fastest"].',
  },
  {
    title: "an upstream with a port out of range",
    containers: one(site("m.localhost", reverseProxy("app:99999"))),
    harm: "its own site is gone",
    shows:
      "parsing upstream 'app:99999': invalid start port: strconv.ParseUint: parsing \"99999\": value out of range",
    message:
      'container "web": site "m.localhost": reverse_proxy.to must have a port from 1 to 65535, got "app:99999".',
  },
  {
    title: "an upstream whose scheme and port contradict",
    containers: one(site("m.localhost", reverseProxy("https://app:80"))),
    harm: "its own site is gone",
    shows:
      "parsing upstream 'https://app:80': upstream address has conflicting scheme (https://) and port (:80, the HTTP port)",
    message:
      'container "web": site "m.localhost": reverse_proxy.to must not have the scheme https and the port 80, got "https://app:80".',
  },
  {
    title: "an upstream template whose scheme and port contradict",
    containers: one(site("m.localhost", reverseProxy(upstreams(443, "h2c")))),
    harm: "its own site is gone",
    shows:
      "parsing upstream 'h2c://10.0.0.1:443': upstream address has conflicting scheme (h2c://) and port (:443, the HTTPS port)",
    message:
      'container "web": site "m.localhost": reverse_proxy must not have scheme h2c and port 443. Write upstreams(443, "https").',
  },
  {
    title: "upstreams of two schemes",
    containers: one(site("m.localhost", reverseProxy(["https://a:8443", "b:80"]))),
    harm: "its own site is gone",
    shows:
      "parsing upstream 'b:80': for now, all proxy upstreams must use the same scheme (transport protocol); expecting 'https://' but got '://'",
    message:
      'container "web": site "m.localhost": reverse_proxy must have upstreams of one scheme, got http and https.',
  },
  {
    title: "an upstream with a path",
    containers: one(site("m.localhost", reverseProxy("http://app:80/api"))),
    harm: "its own site is gone",
    shows:
      "parsing upstream 'http://app:80/api': for now, URLs for proxy upstreams only support scheme, host, and port components",
    message:
      'container "web": site "m.localhost": reverse_proxy.to must have no path, got "http://app:80/api". Use rewrite for the path.',
  },
  {
    title: "a regular expression that RE2 lacks",
    containers: one(site("m.localhost", when({ pathRegexp: "^/(?!api)" }, respond("a")))),
    harm: "nothing new is loaded any more",
    shows: "invalid or unsupported Perl syntax: `(?!`",
    message:
      'container "web": site "m.localhost": respond.matcher.path_regexp must be a regular expression (RE2), got "^/(?!api)": RE2 has no such group, and no lookaround.',
  },
  {
    title: "a regular expression with an open bracket",
    containers: one(
      site("m.localhost", when({ headerRegexp: { field: "A", pattern: "(" } }, respond("a"))),
    ),
    harm: "nothing new is loaded any more",
    shows: "missing closing ): `(`",
    message:
      'container "web": site "m.localhost": respond.matcher.header_regexp must be a regular expression (RE2), got "(": a "(" is not closed.',
  },
  {
    title: "a replacement whose expression is none",
    containers: one(
      site("m.localhost", header({ replace: { Location: ["(", "x"] } }), respond("a")),
    ),
    harm: "nothing new is loaded any more",
    shows: "missing closing ): `(`",
    message:
      'container "web": site "m.localhost": header.Location must be a regular expression (RE2), got "(": a "(" is not closed.',
  },
  {
    title: "a CEL expression with an open bracket",
    containers: one(site("m.localhost", when({ expression: "path('/a'" }, respond("a")))),
    harm: "nothing new is loaded any more",
    shows: "Syntax error: missing ')' at '<EOF>'",
    message:
      'container "web": site "m.localhost": respond.matcher.expression must be a CEL expression, got "path(\'/a\'": "(" is not closed.',
  },
  {
    title: "a CEL expression that assigns",
    containers: one(
      site("m.localhost", when({ expression: "{http.request.method} = 'GET'" }, respond("a"))),
    ),
    harm: "nothing new is loaded any more",
    shows: "token recognition error at: '= '",
    message:
      'container "web": site "m.localhost": respond.matcher.expression must be a CEL expression, got "{http.request.method} = \'GET\'": write "==" to compare.',
  },
  {
    title: "a range that is none",
    containers: one(site("m.localhost", when({ remoteIp: "10.0.0.0/33" }, respond("a")))),
    harm: "nothing new is loaded any more",
    shows: 'netip.ParsePrefix("10.0.0.0/33"): prefix length out of range',
    message:
      'container "web": site "m.localhost": respond.matcher.remote_ip must be an IP address or a CIDR range, got "10.0.0.0/33". Write one such as "10.0.0.0/8".',
  },
  {
    title: "a host twice in a matcher",
    containers: one(site("m.localhost", when({ host: ["a.b", "a.b"] }, respond("a")))),
    harm: "nothing new is loaded any more",
    shows: "host at index 0 is repeated at index 1: a.b",
    message:
      'container "web": site "m.localhost": respond.matcher.host must name each host once, got "a.b" twice; Caddy would load nothing.',
  },
  {
    title: "a password in plain text",
    containers: one(site("m.localhost", basicAuth({ bob: "p@ss" }), respond("a"))),
    harm: "nothing new is loaded any more",
    shows: "base64-decoding password: illegal base64 data at input byte 1",
    message:
      'container "web": site "m.localhost": basic_auth.bob must be a bcrypt hash, got another string. Write what caddy hash-password prints.',
  },
  {
    title: "a password hash that is none",
    containers: one(site("m.localhost", basicAuth({ bob: "notahash" }), respond("a"))),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "m.localhost": basic_auth.bob must be a bcrypt hash, got another string. Write what caddy hash-password prints.',
    shows: '"password":"notahash"',
  },
  {
    title: "a matcher that handle_path doesn't take",
    containers: one(site("m.localhost", directive("handle_path", ["@a"], [respond("a")]))),
    harm: "its own site is gone",
    shows: "path matcher must begin with '/', got *",
    message:
      'container "web": site "m.localhost": handle_path must have at most 0 arguments, got 1.\ncontainer "web": site "m.localhost": handle_path must have one path that starts with "/" and has no line break. Write handle for other matchers.',
  },
  {
    title: "a status that is no redirect",
    containers: one(site("m.localhost", directive("redir", ["/a", "200"]))),
    harm: "its own site is gone",
    shows: "Redir code not in the 3xx range or 401: '200'",
    message:
      'container "web": site "m.localhost": redir must be permanent, temporary, html or a 3xx status, got "200".',
  },
  {
    title: "a compression that the image lacks",
    containers: one(site("m.localhost", directive("encode", ["br"]), respond("a"))),
    harm: "its own site is gone",
    shows: "finding encoder module '': module not registered: http.encoders.br",
    message:
      'container "web": site "m.localhost": encode needs the module http.encoders.br, which the proxy\'s image lacks; of http.encoders it has gzip, zstd. Take an image that has it, and list it among the proxy\'s modules: ["http.encoders.br"].',
  },
  {
    title: "ACME options beside the local CA",
    containers: one(
      site(
        "m.localhost",
        tls({ args: ["internal"], block: [directive("ca", ["https://a.b/dir"])] }),
        respond("a"),
      ),
    ),
    harm: "its own site is gone",
    shows: "cannot create both ACME and internal certificate issuers",
    message: 'container "web": site "m.localhost": tls must not have ACME options beside internal.',
  },
  {
    title: "a map row with too many outputs",
    containers: one(
      site(
        "m.localhost",
        map("{path}", ["{a}"], [{ input: "/", outputs: ["1", "2"] }]),
        respond("a"),
      ),
    ),
    harm: "its own site is gone",
    shows: "too many outputs",
    message: 'container "web": site "m.localhost": map row "/" has more outputs than destinations.',
  },
  {
    title: "a rate limit without a window",
    containers: one(
      site(
        "m.localhost",
        directive("rate_limit", [], [directive("zone", ["z"], [directive("events", [1])])]),
        respond("a"),
      ),
    ),
    harm: "its own site is gone",
    shows: "a rate limit zone requires both a window and maximum events",
    message: 'container "web": site "m.localhost": rate_limit.zone zone "z" must have window.',
  },
  {
    title: "a size that is none",
    containers: one(
      site(
        "m.localhost",
        directive("request_body", [], [directive("max_size", ["big"])]),
        respond("a"),
      ),
    ),
    harm: "its own site is gone",
    shows: 'parsing max_size: strconv.ParseFloat: parsing "": invalid syntax',
    message:
      'container "web": site "m.localhost": request_body.max_size must be a size, got "big". Write one such as "10MB".',
  },
];
