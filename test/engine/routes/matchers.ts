import { respond, site } from "../../../components/labels";
import { observe, type Route, tell } from "./route";

/** One route for each kind of matcher. The client is the Docker host, in a private range. */
export const matchers: readonly Route[] = [
  tell("path", { path: ["/api/*", "*.png"] }, { path: "/a/b.png" }, { path: "/api" }),
  tell("path_regexp", { pathRegexp: "^/v[0-9]+/" }, { path: "/v2/x" }, { path: "/vx/x" }),
  tell("method", { method: ["PUT", "DELETE"] }, { method: "DELETE" }, { method: "POST" }),
  tell(
    "header",
    { header: { "X-Team": ["red", "blue"], "X-Blocked": false } },
    { headers: { "X-Team": "blue" } },
    { headers: { "X-Team": "blue", "X-Blocked": "yes" } },
  ),
  tell(
    "header_regexp",
    { headerRegexp: { field: "Cookie", pattern: "lang=(de|fr)" } },
    { headers: { Cookie: "a=b; lang=fr" } },
    { headers: { Cookie: "lang=en" } },
  ),
  tell(
    "query",
    { query: { page: ["1", "2"], sort: "*" } },
    { path: "/?sort=up&page=2" },
    { path: "/?sort=up&page=3" },
  ),
  tell(
    "client_ip",
    { clientIp: "203.0.113.0/24" },
    { headers: { "X-Forwarded-For": "203.0.113.7" } },
    { headers: { "X-Forwarded-For": "198.51.100.7" } },
  ),
  tell(
    "expression",
    { expression: "{method}.startsWith('P') && {path}.endsWith('.json')" },
    { method: "POST", path: "/a.json" },
    { path: "/a.json" },
  ),
  tell(
    "not",
    { not: [{ path: "/public/*" }, { method: "OPTIONS" }] },
    { path: "/private/a" },
    { path: "/private/a", method: "OPTIONS" },
  ),
  tell(
    "vars",
    { vars: { "{http.request.header.X-Plan}": ["gold", "silver"] } },
    { headers: { "X-Plan": "gold" } },
    { headers: { "X-Plan": "tin" } },
  ),
  tell(
    "file",
    { file: { root: "/etc", tryFiles: ["{path}"] } },
    { path: "/hosts" },
    { path: "/no-such-file" },
  ),
  observe(
    "the matcher remote_ip matches the client by its range",
    site("remote-ip.localhost")
      .handle({ remoteIp: "192.0.2.0/24" }, respond("documentation"))
      .handle({ remoteIp: "private_ranges" }, respond("private"))
      .handle(respond("public")),
    [{}, { body: /^private$/ }],
  ),
  observe(
    "the matcher protocol distinguishes https from http/3",
    site("protocol.localhost")
      .handle({ protocol: "http/3" }, respond("http/3"))
      .handle({ protocol: "https" }, respond("https")),
    [{}, { body: /^https$/ }],
  ),
  observe(
    "a wildcard site distinguishes its hosts",
    site("*.wild.localhost")
      .handle({ host: "cat.wild.localhost" }, respond("meow"))
      .handle(respond("some {labels.2}")),
    [{ host: "cat.wild.localhost" }, { body: /^meow$/ }],
    [{ host: "dog.wild.localhost" }, { body: /^some dog$/ }],
  ),
];
