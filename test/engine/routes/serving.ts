import {
  fileServer,
  importSnippet,
  internal,
  invoke,
  metrics,
  namedRoute,
  respond,
  root,
  site,
  snippet,
  tls,
  tryFiles,
  when,
} from "../../../components/labels";
import { observe, type Route } from "./route";

/** A snippet and a named route of the entry point, for the sites below. */
export const greeting = snippet("greeting", respond("hello {args[0]}", { status: 203 }));
export const teapot = namedRoute("teapot", respond("short and stout", { status: 418 }));

/** Routes that serve files, metrics, snippets and named routes, and the TLS of sites. */
export const serving: readonly Route[] = [
  observe(
    "file_server serves files of the proxy's container",
    site("files.localhost").with(root("/etc"), fileServer({ hide: ["passwd"] })),
    [{ path: "/hosts" }, { status: 200, body: "localhost" }],
    [{ path: "/passwd" }, { status: 404 }],
  ),
  observe(
    "try_files falls back to an existing file",
    site("try-files.localhost").with(root("/etc"), tryFiles("{path}", "/hosts"), fileServer()),
    [{ path: "/no/such/page" }, { status: 200, body: "localhost" }],
  ),
  observe(
    "metrics counts the requests of the proxy",
    site("metrics.localhost").handle("/metrics", metrics()).handle(respond(404)),
    [{ path: "/metrics" }, { status: 200, body: "caddy_http_requests_total" }],
  ),
  observe(
    "import puts a snippet of the entry point into a site, with arguments",
    site("import.localhost").with(importSnippet(greeting, "world and all")),
    [{}, { status: 203, body: "hello world and all" }],
  ),
  observe(
    "invoke runs a named route of the entry point",
    site("invoke.localhost").with(when("/tea", invoke(teapot)), respond("no tea")),
    [{ path: "/tea" }, { status: 418, body: "short and stout" }],
    [{}, { body: "no tea" }],
  ),
  observe(
    "tls requires a version of the protocol",
    site("tls.localhost").with(tls(internal(), { protocols: ["tls1.3"] }), respond("modern")),
    [{}, { body: "modern" }],
    [{ maxVersion: "TLSv1.2" }, { fails: /protocol version/ }],
  ),
  observe(
    "tls refuses clients without a certificate where one is required",
    site("client-auth.localhost")
      .tls(internal(), { clientAuth: { mode: "require" } })
      .respond("known"),
    [{}, { fails: /certificate required/ }],
  ),
  observe(
    "http:// serves a site without a certificate",
    site("http://plain.localhost").respond("plain"),
    [{ plain: true }, { status: 200, body: "plain" }],
  ),
];
