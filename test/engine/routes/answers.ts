import {
  abort,
  basicAuth,
  encode,
  error,
  fileServer,
  importSnippet,
  internal,
  invoke,
  map,
  metrics,
  namedRoute,
  redir,
  requestBody,
  respond,
  reverseProxy,
  root,
  site,
  snippet,
  templates,
  tls,
  tryFiles,
  upstreams,
  vars,
  when,
} from "../../../components/labels";
import { observe, type Route } from "./route";

/** What the entry point declares for the sites below. */
export const greeting = snippet("greeting", respond("hello {args[0]}", { status: 203 }));
export const teapot = namedRoute("teapot", respond("short and stout", { status: 418 }));

const bearer = (credentials: string) => ({
  Authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
});
/** The bcrypt hash of "swordfish". */
const swordfish = "$2b$10$abcdefghijklmnopqrstuuivHRne1b8fIlcxc8Qcz3debdq6Vefzy";

/** Routes that answer by themselves, or change what is answered. */
export const answers: readonly Route[] = [
  observe(
    "respond sends a status and a body of quotes, braces and lines as they are",
    site("respond.localhost").respond('{{ "two" }}\n`lines`'.replaceAll("`", "'"), { status: 202 }),
    [{}, { status: 202, body: "{{ \"two\" }}\n'lines'" }],
  ),
  observe(
    "redir sends browsers elsewhere",
    site("redir.localhost")
      .with(when("/old/*", redir("https://new.localhost{uri}", "permanent")))
      .redir("/login", 307),
    [
      { path: "/old/a?b=c" },
      { status: 301, headers: { location: "https://new.localhost/old/a?b=c" } },
    ],
    [{ path: "/else" }, { status: 307, headers: { location: "/login" } }],
  ),
  observe(
    "header sets, removes and replaces fields of the answer",
    site("header.localhost")
      .header({
        set: { "X-Frame-Options": "DENY" },
        remove: ["Server"],
        replace: { "Content-Type": ["plain", "fancy"] },
        defer: true,
      })
      .respond("hi"),
    [
      {},
      { headers: { "x-frame-options": "DENY", server: undefined, "content-type": /^text\/fancy/ } },
    ],
  ),
  observe(
    "handle_errors makes pages of errors",
    site("errors.localhost")
      .with(when("/gone", error("it was here", 410)), when("/broken", error(500)), respond("fine"))
      .handleErrors([410], respond("gone: {err.message}", { status: 410 }))
      .handleErrors(["5xx"], respond("sorry", { status: 503 })),
    [{ path: "/gone" }, { status: 410, body: "gone: it was here" }],
    [{ path: "/broken" }, { status: 503, body: "sorry" }],
    [{}, { status: 200, body: "fine" }],
  ),
  observe(
    "abort closes the connection without an answer",
    site("abort.localhost").with(when("/admin/*", abort()), respond("open")),
    [{ path: "/admin/x" }, { fails: /socket hang up|ECONNRESET/ }],
    [{}, { body: "open" }],
  ),
  observe(
    "basic_auth lets in who knows the password",
    site("basic-auth.localhost").with(
      basicAuth({ "bob.smith": swordfish }, "staff only"),
      respond("welcome {http.auth.user.id}"),
    ),
    [{}, { status: 401, headers: { "www-authenticate": 'Basic realm="staff only"' } }],
    [{ headers: bearer("bob.smith:guess") }, { status: 401 }],
    [{ headers: bearer("bob.smith:swordfish") }, { status: 200, body: "welcome bob.smith" }],
  ),
  observe(
    "encode compresses answers for those who take it",
    site("encode.localhost").with(
      encode({ formats: ["gzip"], minimumLength: 100 }),
      reverseProxy(upstreams(80)),
    ),
    [
      { path: "/data?size=5000", headers: { "Accept-Encoding": "gzip" } },
      { headers: { "content-encoding": "gzip" } },
    ],
    [{ path: "/data?size=5000" }, { headers: { "content-encoding": undefined } }],
  ),
  observe(
    "templates fill in what stands between the braces of an answer",
    site("templates.localhost").with(templates(), respond("{{.Req.Method}} of {{.Host}}")),
    [{}, { body: "GET of templates.localhost" }],
  ),
  observe(
    "map and vars make placeholders",
    site("map.localhost").with(
      map("{path}", ["{greeting}"], [{ input: "~^/de", outputs: ["Guten Tag"] }], ["Hello"]),
      vars({ color: "teal" }),
      respond("{greeting}, {vars.color}"),
    ),
    [{ path: "/de/x" }, { body: "Guten Tag, teal" }],
    [{ path: "/x" }, { body: "Hello, teal" }],
  ),
  observe(
    "request_body refuses a body that is too long",
    site("request-body.localhost").with(
      requestBody({ maxSize: "1KB" }),
      reverseProxy(upstreams(80)),
    ),
    [{ method: "POST", body: "x".repeat(900) }, { status: 200 }],
    [{ method: "POST", body: "x".repeat(9000) }, { status: 413 }],
  ),
  observe(
    "file_server serves files of the proxy's container",
    site("files.localhost").with(root("/etc"), fileServer({ hide: ["passwd"] })),
    [{ path: "/hosts" }, { status: 200, body: "localhost" }],
    [{ path: "/passwd" }, { status: 404 }],
  ),
  observe(
    "try_files falls back to a file that is there",
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
    "tls asks for a version of the protocol",
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
