import { inSite, type WrittenCase } from "./case";

const torn = (title: string, key: string, value: string, problem: string): WrittenCase => ({
  title,
  containers: inSite({ "caddy.respond": "ok", [`caddy.${key}`]: value }),
  refused: [`container "c1": site "a.localhost": ${problem}`],
});

const replaced = (place: string, find: string, put: string) =>
  `${place} must have one value, got two: Caddy would replace "${find}" by "${put}". ` +
  `Put a value with spaces in quotes: "${find} ${put}".`;

const many = (place: string, most: number, got: number, value: string) =>
  `${place} must have at most ${most} arguments, got ${got}. Put a value with spaces in quotes: ${value}.`;

/** Values whose quotes are missing, which compose files and shells take away. */
export const QUOTES: readonly WrittenCase[] = [
  torn(
    "the most common header",
    "header.Strict-Transport-Security",
    "max-age=31536000; includeSubDomains",
    replaced("header.Strict-Transport-Security", "max-age=31536000;", "includeSubDomains"),
  ),
  torn(
    "a header on the line of its directive",
    "header",
    "/a/* Cache-Control public, max-age=3600",
    replaced("header", "public,", "max-age=3600"),
  ),
  torn(
    "a policy of two words",
    "header.Content-Security-Policy",
    "default-src 'self'",
    replaced("header.Content-Security-Policy", "default-src", "'self'"),
  ),
  torn(
    "two permissions",
    "header.Permissions-Policy",
    "camera=() geolocation=()",
    replaced("header.Permissions-Policy", "camera=()", "geolocation=()"),
  ),
  torn(
    "a token for the upstream",
    "request_header",
    "Authorization Bearer secret",
    replaced("request_header", "Bearer", "secret"),
  ),
  {
    title: "a header to the upstream",
    containers: inSite({
      "caddy.reverse_proxy": "app:80",
      "caddy.reverse_proxy.header_up": "Authorization Bearer secret",
    }),
    refused: [
      `container "c1": site "a.localhost": ${replaced("reverse_proxy.header_up", "Bearer", "secret")}`,
    ],
  },
  torn(
    "a policy of three words",
    "header.Content-Security-Policy",
    "frame-ancestors 'self' https://example.com",
    many("header.Content-Security-Policy", 2, 3, "\"frame-ancestors 'self' https://example.com\""),
  ),
  torn(
    "single quotes around methods",
    "header",
    "/* Access-Control-Allow-Methods 'GET, POST, PUT'",
    many("header", 3, 4, '"GET, POST, PUT"'),
  ),
  {
    ...torn(
      "single quotes around a body",
      "respond",
      "'not quoted' 200",
      many("respond", 2, 3, '"not quoted"'),
    ),
    refused: [
      `container "c1": site "a.localhost": ${many("respond", 2, 3, '"not quoted"')}`,
      'container "c1": site "a.localhost": respond must be a status code from 100 to 999, got "quoted\'".',
    ],
    error: "wrong argument count",
  },
  torn(
    "a body of two words",
    "respond",
    "hello world",
    'respond must be a status code from 100 to 999, got "world". Put a value with spaces in quotes: ' +
      '"hello world".',
  ),
  {
    ...torn(
      "a realm of two words",
      "basic_auth",
      "bcrypt Staff only",
      many("basic_auth", 2, 3, '"Staff only"'),
    ),
    refused: [
      `container "c1": site "a.localhost": ${many("basic_auth", 2, 3, '"Staff only"')}`,
      'container "c1": site "a.localhost": basic_auth is empty, and the plugin would drop its braces. ' +
        "Give it a directive.",
    ],
    error: "wrong argument count",
  },
  {
    title: "a port outside the template",
    containers: inSite({ "caddy.reverse_proxy": "{{upstreams}} 8080" }),
    refused: [
      'container "c1": site "a.localhost": reverse_proxy must have a host, got "8080". ' +
        "Write upstreams(8080), {{upstreams 8080}} in a label.",
    ],
  },
  torn(
    "no space after the matcher of all requests",
    "root",
    "*/var/www/html",
    'root must have a space after "*", got "*/var/www/html". Write "* /var/www/html" without the quotes.',
  ),
  {
    title: "replacements in headers",
    containers: inSite({
      "caddy.respond": "ok",
      "caddy.header.Location": "http:// https://",
      "caddy.header.Set-Cookie": "Path=/; Path=/app;",
      "caddy.header.Content-Security-Policy": "'unsafe-inline' 'self'",
      "caddy.header.Strict-Transport-Security": '"max-age=31536000; includeSubDomains"',
    }),
  },
];
