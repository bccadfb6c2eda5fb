import {
  directive,
  error,
  method,
  requestHeader,
  respond,
  reverseProxy,
  rewrite,
  route,
  site,
  stripPrefix,
  stripSuffix,
  upstreams,
  uriPathRegexp,
  uriQuery,
  uriReplace,
  when,
} from "../../../components/labels";
import { observe, type Route } from "./route";

/** whoami answers with the request that it got: its first line, then its headers. */
const echo = reverseProxy(upstreams(80));

/** Routes that change the request. */
export const rewriting: readonly Route[] = [
  observe(
    "rewrite sends another URI to the service",
    site("rewrite.localhost").with(
      when("/shop/*", rewrite("/index.php?page={path}&{query}")),
      echo,
    ),
    [{ path: "/shop/cart?a=b" }, { body: "GET /index.php?page=%2Fshop%2Fcart&a=b HTTP" }],
    [{ path: "/other?a=b" }, { body: "GET /other?a=b HTTP" }],
  ),
  observe(
    "uri strips, replaces and changes parts of the URI",
    site("uri.localhost").route(
      stripPrefix("/v1"),
      stripSuffix(".html"),
      uriReplace("old", "new", 1),
      uriPathRegexp("/{2,}", "/"),
      uriQuery({ remove: "secret" }, { rename: "q", to: "search" }, { add: "x", value: "1" }),
      echo,
    ),
    [
      { path: "/v1/old//old.html?secret=2&q=cat" },
      { body: /^GET \/new\/old\?search=cat&x=1 HTTP/m },
    ],
  ),
  observe(
    "method changes the method of the request",
    site("verb.localhost").with(
      when({ method: "HEAD" }, error(405)),
      when("/x", method("PATCH")),
      echo,
    ),
    [{ path: "/x" }, { body: "PATCH /x HTTP" }],
    [{ path: "/y" }, { body: "GET /y HTTP" }],
  ),
  observe(
    "handle_path strips its path, and handle keeps it",
    site("handle.localhost")
      .handlePath("/api/*", echo)
      .handle("/app/*", echo)
      .handle(respond("neither", { status: 404 })),
    [{ path: "/api/users" }, { body: "GET /users HTTP" }],
    [{ path: "/app/users" }, { body: "GET /app/users HTTP" }],
    [{}, { status: 404, body: "neither" }],
  ),
  observe(
    "a route refuses POST and passes all other requests",
    site("post.localhost")
      .handle({ method: "POST" }, respond("read only", { status: 405 }))
      .handle(echo),
    [
      { method: "POST", body: "x" },
      { status: 405, body: "read only" },
    ],
    [{}, { status: 200, body: "GET / HTTP" }],
  ),
  observe(
    "request_header sets and removes headers for the service",
    site("request-header.localhost").with(
      ...requestHeader({ set: { "X-From": "the proxy" }, remove: ["Cookie"] }),
      echo,
    ),
    [{ headers: { Cookie: "a=b" } }, { body: "X-From: the proxy", lacks: "Cookie" }],
  ),
  observe(
    "route keeps the written order of directives",
    site("route.localhost").with(
      route(when("/new", respond("early")), rewrite("/new"), respond("late at {path}")),
    ),
    [{}, { body: "late at /new" }],
  ),
  observe(
    "a directive by name passes the same checks as the builders",
    site("plain-words.localhost").with(directive("respond", ["by name", 207])),
    [{}, { status: 207, body: "by name" }],
  ),
];
